; What stands in a block is indented, and so is what goes on over a newline.

(body) @indent.begin
(body "}" @indent.branch @indent.end)

(flow) @indent.begin
(grant) @indent.begin
(membership) @indent.begin
(segment) @indent.begin
(net) @indent.begin
(service) @indent.begin
