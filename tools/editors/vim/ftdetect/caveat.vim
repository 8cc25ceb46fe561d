" caveat.vim: rule files of caveat are known by their name.
autocmd BufNewFile,BufRead *.cav setfiletype caveat
