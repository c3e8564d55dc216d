" Policies of mognad: two spaces a level, comments begin with #.
if exists("b:did_ftplugin")
  finish
endif
let b:did_ftplugin = 1
setlocal commentstring=#\ %s comments=:# expandtab shiftwidth=2 softtabstop=2 fileencoding=utf-8
let b:undo_ftplugin = "setlocal commentstring< comments< expandtab< shiftwidth< softtabstop< fileencoding<"
