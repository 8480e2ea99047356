vim.filetype.add({ extension = { netz = 'netz' } })
