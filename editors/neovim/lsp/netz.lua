-- For `vim.lsp.enable('netz')`, on Neovim 0.11 and newer.
return require('netz').config()
