-- Run by `test/run`: says what fails and leaves with 1.

vim.o.swapfile = false

local program = vim.env.NETZ or 'netz'
local folder = vim.fn.tempname()
vim.fn.mkdir(folder, 'p')
vim.fn.writefile({
  'zone shop isolates {',
  '  segment web tcp/8080',
  '  segment api tcp/8080',
  '  web -> api',
  '  web -> apj',
  '}',
  'zone lab isolates {',
  '  segment probe tcp/9000',
  '  probe -> shop/web',
  '}',
}, folder .. '/main.netz')

local function eventually(what, probe)
  if not vim.wait(20000, probe, 50) then
    error('not within 20 s: ' .. what, 2)
  end
end

local function equal(wanted, found)
  if not vim.deep_equal(wanted, found) then
    error(('expected %s, found %s'):format(vim.inspect(wanted), vim.inspect(found)), 2)
  end
end

local function lines(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer or 0, 0, -1, false), '\n')
end

local function errors()
  return vim.diagnostic.get(0, { severity = vim.diagnostic.severity.ERROR })
end

local tests = {
  {
    'without the program it says so, and what to do',
    function()
      local said
      local notify = vim.notify
      vim.notify = function(text)
        said = text
      end
      require('netz').setup({ cmd = { 'netz-that-is-not-there', 'lsp' } })
      vim.cmd('edit ' .. folder .. '/main.netz')
      vim.notify = notify
      assert(said and said:find('there is no program `netz-that-is-not-there`', 1, true), said)
      vim.cmd('bwipeout!')
    end,
  },
  {
    'a file has its type, its colours and a server',
    function()
      if vim.lsp.enable and vim.env.WAY == 'enable' then
        vim.api.nvim_del_augroup_by_name('netz')
        vim.lsp.config('netz', { cmd = { program, 'lsp' } })
        vim.lsp.enable('netz')
      else
        require('netz').setup({ cmd = { program, 'lsp' } })
      end
      vim.cmd('edit ' .. folder .. '/main.netz')
      equal('netz', vim.bo.filetype)
      equal('# %s', vim.bo.commentstring)
      eventually('a server', function()
        return #vim.lsp.get_clients({ bufnr = 0, name = 'netz' }) == 1
      end)
      equal(vim.uv.fs_realpath(folder), vim.uv.fs_realpath(vim.lsp.get_clients({ bufnr = 0 })[1].config.root_dir))
    end,
  },
  {
    'an error is underlined, and its fix repairs it',
    function()
      eventually('an error', function()
        return #errors() == 1
      end)
      local found = errors()[1]
      equal({ 'N0201', 4, 9 }, { found.code, found.lnum, found.col })
      vim.api.nvim_win_set_cursor(0, { 5, 10 })
      vim.lsp.buf.code_action({
        apply = true,
        filter = function(action)
          return action.title == 'write `api`'
        end,
      })
      eventually('the fix', function()
        return not lines():find('apj')
      end)
      eventually('no error', function()
        return #errors() == 0
      end)
    end,
  },
  {
    'hover says what a segment is',
    function()
      local client = vim.lsp.get_clients({ bufnr = 0 })[1]
      vim.api.nvim_win_set_cursor(0, { 3, 10 })
      local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
      local answers = vim.lsp.buf_request_sync(0, 'textDocument/hover', params, 20000)
      local answer = answers[client.id].result
      assert(answer and vim.inspect(answer.contents):find('api', 1, true), vim.inspect(answers))
    end,
  },
  {
    'rename changes every use',
    function()
      vim.lsp.buf.rename('gateway')
      eventually('the new name', function()
        return select(2, lines():gsub('gateway', '')) == 3
      end)
      -- Its pods keep their label.
      assert(not lines():gsub('app=api', ''):find('%f[%w]api%f[%W]'), lines())
    end,
  },
  {
    'the preview shows the zone at the cursor, and follows it',
    function()
      vim.cmd('NetzPreview')
      local yaml = vim.fn.bufnr('netz://preview.yaml')
      eventually('the YAML of shop', function()
        return lines(yaml):find('namespace: shop') and lines(yaml):find('gateway')
      end)
      vim.api.nvim_win_set_cursor(0, { 8, 10 })
      vim.api.nvim_exec_autocmds('CursorMoved', { buffer = 0 })
      eventually('the YAML of lab', function()
        return lines(yaml):find('namespace: lab') and not lines(yaml):find('namespace: shop')
      end)
    end,
  },
}

tests[#tests + 1] = {
  'tree-sitter colours by meaning',
  function()
    vim.cmd('edit ' .. vim.fn.tempname() .. '.netz')
    vim.api.nvim_buf_set_lines(0, 0, -1, false, { 'zone shop isolates', 'zone -> port tcp/80', 'dev can read pods' })
    vim.treesitter.language.add('netz', { path = vim.env.GRAMMAR })
    vim.treesitter.start(0, 'netz')
    vim.treesitter.get_parser(0, 'netz'):parse(true)
    local function capture(row, column)
      local found = vim.treesitter.get_captures_at_pos(0, row, column)
      return found[#found] and found[#found].capture
    end
    equal({ 'keyword', 'module', 'keyword' }, { capture(0, 0), capture(0, 5), capture(0, 10) })
    equal({ 'type', 'operator', 'number' }, { capture(1, 0), capture(1, 5), capture(1, 8 + 9) })
    equal({ 'constant', 'function', 'type.builtin' }, { capture(2, 0), capture(2, 8), capture(2, 13) })
  end,
}

local failed = 0
for _, test in ipairs(tests) do
  local good, reason = xpcall(test[2], function(message)
    return debug.traceback(tostring(message))
  end)
  failed = failed + (good and 0 or 1)
  io.stdout:write(good and 'ok      ' or 'FAILED  ', test[1], '\n', good and '' or '        ' .. reason .. '\n')
end
io.stdout:write(('%d passed, %d failed\n'):format(#tests - failed, failed))
vim.fn.delete(folder, 'rf')
for _, client in ipairs(vim.lsp.get_clients()) do
  vim.lsp.stop_client(client.id)
end
vim.wait(10000, function()
  return #vim.lsp.get_clients() == 0
end, 20)
vim.cmd(failed > 0 and 'cquit' or 'qall!')
