" Policies of mognad.
autocmd BufNewFile,BufRead *.mog setfiletype mognad
