vim.bo.commentstring = '# %s'

vim.api.nvim_buf_create_user_command(0, 'NetzPreview', function()
  require('netz').preview()
end, { desc = 'The Kubernetes objects of the zone at the cursor, beside the text' })
