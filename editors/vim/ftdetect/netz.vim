autocmd BufNewFile,BufRead *.netz setfiletype netz
