local M = {}

local options = { cmd = { 'netz', 'lsp' }, settings = {} }

-- How long the cursor and the text must rest before the preview follows, in milliseconds.
local REST = 120

--- What the language server is started with, on every version of Neovim.
function M.config()
  return {
    name = 'netz',
    cmd = options.cmd,
    filetypes = { 'netz' },
    root_markers = { 'main.netz', '.git' },
    -- The YAML is answered to us, not written to a file.
    init_options = vim.tbl_extend('force', options.settings, { preview = 'reply' }),
  }
end

--- The folder of the nearest `main.netz` above a file, else of `.git`, else the file's own.
local function root_of(path)
  local config = M.config()
  for _, marker in ipairs(config.root_markers) do
    local found = vim.fs.find(marker, { path = vim.fs.dirname(path), upward = true })[1]
    if found then
      return vim.fs.dirname(found)
    end
  end
  return vim.fs.dirname(path)
end

--- Starts the server for a buffer, or attaches the buffer to one that runs for the same folder.
function M.start(buffer)
  local path = vim.api.nvim_buf_get_name(buffer)
  local config = M.config()
  if vim.fn.executable(config.cmd[1]) == 0 then
    vim.notify(
      ('netz: there is no program `%s`, so there are colours but no checks. Install it, or name it: '):format(config.cmd[1])
        .. "require('netz').setup({ cmd = { '/path/to/netz', 'lsp' } })",
      vim.log.levels.ERROR
    )
    return nil
  end
  config.root_dir = root_of(path == '' and vim.fn.getcwd() .. '/unnamed.netz' or path)
  return vim.lsp.start(config, { bufnr = buffer })
end

--- Starts the language server for every netz buffer.
--- `opts.cmd` is its command; `opts.settings` may hold `kubeVersion`, `cluster` and `with`.
function M.setup(opts)
  options = vim.tbl_extend('force', options, opts or {})
  vim.api.nvim_create_autocmd('FileType', {
    group = vim.api.nvim_create_augroup('netz', {}),
    pattern = 'netz',
    callback = function(event)
      M.start(event.buf)
    end,
  })
end

-- ── The YAML beside the text ────────────────────────────────────────────────

local preview = { buffer = nil, source = nil, zones = nil, asked = 0 }

local function is_shown()
  return preview.buffer and vim.fn.bufwinid(preview.buffer) ~= -1
end

local function show(text)
  if not is_shown() then
    return
  end
  vim.bo[preview.buffer].modifiable = true
  vim.api.nvim_buf_set_lines(preview.buffer, 0, -1, false, vim.split(text, '\n', { plain = true, trimempty = true }))
  vim.bo[preview.buffer].modifiable = false
end

--- The text of an answer to `netz/preview`.
local function text_of(answer)
  local text = answer.yaml
  if text == '' then
    text = '# No object comes of ' .. (#answer.zones > 0 and table.concat(answer.zones, ', ') or 'the program') .. '.'
  end
  if answer.stale then
    text = '# The program has errors. This is what it said before them.\n' .. text
  end
  return text
end

local function update()
  local source = preview.source
  if not is_shown() or not vim.api.nvim_buf_is_valid(source) then
    return
  end
  local client = vim.lsp.get_clients({ bufnr = source, name = 'netz' })[1]
  local window = vim.fn.bufwinid(source)
  if not client or window == -1 then
    show('# The language server is not running for this buffer.')
    return
  end
  local handler = function(failure, answer)
    show(failure and '# ' .. failure.message or text_of(answer))
  end
  if preview.zones then
    local command = { command = 'netz.preview', arguments = { preview.zones } }
    vim.lsp.buf_request(source, 'workspace/executeCommand', command, handler)
  else
    local params = vim.lsp.util.make_position_params(window, client.offset_encoding)
    vim.lsp.buf_request(source, 'netz/preview', params, handler)
  end
end

--- Brings the preview up to date once the cursor and the text rest.
local function follow(buffer)
  preview.asked = preview.asked + 1
  local asked = preview.asked
  vim.defer_fn(function()
    if asked == preview.asked and is_shown() then
      preview.source = buffer
      update()
    end
  end, REST)
end

--- Opens the YAML of the zone at the cursor beside the text, where it follows the cursor and every change.
--- `zones` is what a code lens is about.
function M.preview(zones)
  preview.source = vim.api.nvim_get_current_buf()
  preview.zones = zones
  if not preview.buffer or not vim.api.nvim_buf_is_valid(preview.buffer) then
    preview.buffer = vim.api.nvim_create_buf(false, true)
    vim.api.nvim_buf_set_name(preview.buffer, 'netz://preview.yaml')
    vim.bo[preview.buffer].filetype = 'yaml'
  end
  if not is_shown() then
    local window = vim.api.nvim_get_current_win()
    vim.cmd('botright vertical sbuffer ' .. preview.buffer)
    vim.api.nvim_set_current_win(window)
  end
  local group = vim.api.nvim_create_augroup('netz-preview', {})
  vim.api.nvim_create_autocmd({ 'CursorMoved', 'CursorMovedI', 'TextChanged', 'TextChangedI' }, {
    group = group,
    callback = function(event)
      if vim.bo[event.buf].filetype == 'netz' then
        preview.zones = nil
        follow(event.buf)
      end
    end,
  })
  update()
end

vim.lsp.commands['netz.preview'] = function(command)
  M.preview(command.arguments and command.arguments[1])
end

return M
