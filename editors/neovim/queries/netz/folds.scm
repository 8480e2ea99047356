; Written by editors/queries.sh from tree-sitter-netz/queries/folds.scm; change it there.

; Blocks, and comments of several lines.

(body) @fold
(comment)+ @fold
