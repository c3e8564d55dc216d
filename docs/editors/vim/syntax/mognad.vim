" Policies of mognad.
if exists("b:current_syntax")
  finish
endif

syntax case match
syntax sync minlines=1 " texts end with their line

syntax keyword mognadDeclaration module use plugin extend kind param let control rule catalogue theme profile group gate step test each
syntax keyword mognadClause title sv level weight must for where fresh assurance require measure target finding action
syntax keyword mognadClause about version from include exclude because decided by on review model given census observed expect achievement
syntax keyword mognadType bool integer number text time duration enum list set of
syntax keyword mognadModifier many personal
syntax keyword mognadOperator and or not implies in has every any no within otherwise contains matches
syntax keyword mognadFunction count share sum min max average latest earliest
syntax keyword mognadConstant true false now all
syntax match mognadClause "\<at\>"
syntax match mognadOperator "\<at\_s\+least\>"
syntax match mognadOperator "\<older\_s\+than\>"
syntax match mognadOperator "\<starts\_s\+with\>"
syntax match mognadOperator "\<ends\_s\+with\>"
syntax match mognadOperator "\<is\_s\+known\>"
syntax match mognadOperator "\<is\_s\+unknown\>"
syntax match mognadOperator "[=<>+*/-]\|!=\|\.\."

" A word after a dot names a field, whatever it is spelled like.
syntax match mognadMember "\.\@<!\.\h\w*\>"hs=s+1
syntax match mognadNumber "\<\d\+\%(\.\d\+\)*\>%\?"
syntax match mognadDuration "\<\d\+\_s\+\%(second\|minute\|hour\|day\|week\|month\|year\)s\?\>"
syntax match mognadTime "\<\d\{4}-\d\d-\d\d\%([Tt]\d\d:\d\d:\d\d\%(\.\d\+\)\?\%([Zz]\|[+-]\d\d:\d\d\)\)\?"

syntax match mognadRegex "\%(\<matches\s*\)\@<=/\%(\\.\|[^/\\]\)*/i\?"
syntax region mognadText start=+"+ skip=+\\.+ end=+"+ end=+$+ oneline contains=mognadEscape,mognadInterpolation,@Spell
syntax match mognadEscape contained "\\[\\\"nt{}]"
syntax region mognadInterpolation contained matchgroup=mognadBrace start="{" end="}" oneline contains=TOP

syntax match mognadComment "#.*$" contains=@Spell

highlight default link mognadDeclaration Structure
highlight default link mognadClause Statement
highlight default link mognadType Type
highlight default link mognadModifier StorageClass
highlight default link mognadOperator Operator
highlight default link mognadFunction Function
highlight default link mognadConstant Constant
highlight default link mognadMember Identifier
highlight default link mognadNumber Number
highlight default link mognadDuration Number
highlight default link mognadTime Number
highlight default link mognadRegex String
highlight default link mognadText String
highlight default link mognadEscape SpecialChar
highlight default link mognadBrace Delimiter
highlight default link mognadComment Comment

let b:current_syntax = "mognad"
