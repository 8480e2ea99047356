; Blocks, and comments of several lines.

(body) @fold
(comment)+ @fold
