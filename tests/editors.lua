-- editors.lua: a rule file edited in Neovim with the language server beside it, for tests/editors.py.
-- Prints "ok NAME" or "not ok NAME: what came" for each thing that must be so.
local buffer
local failed = false

local function check(name, ok, got)
    io.write(ok and ("ok " .. name) or ("not ok " .. name .. ": " .. vim.inspect(got)), "\n")
    failed = failed or not ok
end

local function found()
    local list = {}
    for _, d in ipairs(vim.diagnostic.get(buffer)) do
        table.insert(list, (d.lnum + 1) .. ": " .. d.message)
    end
    return table.concat(list, "; ")
end

local function wait(name, condition, got)
    local ok = vim.wait(20000, condition, 20)
    check(name, ok, ok or got())
    return ok
end

local function line(number)
    return vim.api.nvim_buf_get_lines(buffer, number - 1, number, true)[1]
end

local function line_of(text)
    for i, l in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, true)) do
        if l:find(text, 1, true) then return i end
    end
end

local function run()
    vim.cmd("edit " .. vim.env.RULES)
    buffer = vim.api.nvim_get_current_buf()
    check("the type of the file", vim.bo.filetype == "caveat", vim.bo.filetype)
    local client = vim.lsp.start_client({ name = "caveat", cmd = { vim.env.CAVEAT, "lsp" }, root_dir = vim.fn.getcwd() })
    check("the server starts", client ~= nil, client)
    vim.lsp.buf_attach_client(buffer, client)
    wait("it is initialized", function() return vim.lsp.buf_get_clients(buffer)[client] ~= nil end, found)
    check("a good file", found() == "", found())

    -- a typo, typed as a person does
    vim.fn.search("require L0.platform in")
    vim.cmd("normal! w")
    local at = vim.fn.line(".")
    vim.cmd("normal! cWL0.plattform\27")
    wait("the typo is found", function()
        return found() == at .. ": unknown fact 'L0.plattform'\ndid you mean `L0.platform`?"
    end, found)

    -- the quick fix
    local params = vim.lsp.util.make_range_params()
    params.context = { diagnostics = {} }
    local answer = vim.lsp.buf_request_sync(buffer, "textDocument/codeAction", params, 20000)
    local action = answer and answer[client] and answer[client].result and answer[client].result[1]
    check("a fix is offered", action ~= nil and action.title == "Replace by `L0.platform`", answer)
    if action then vim.lsp.util.apply_workspace_edit(action.edit, "utf-16") end
    wait("it helps", function() return found() == "" end, found)

    -- another name, here and in the tests that this file uses
    vim.fn.search("rule named-architecture", "w")
    vim.cmd("normal! w")
    vim.lsp.buf.rename("listed-platform")
    wait("the rule has its new name", function() return line_of("rule listed-platform {") ~= nil end, found)
    wait("the tests too", function()
        local tests = vim.fn.bufnr("rhel8-nested.tests.cav")
        local text = tests >= 0 and table.concat(vim.api.nvim_buf_get_lines(tests, 0, -1, false), "\n") or ""
        return text:find("by listed-platform", 1, true) and not text:find("named-architecture", 1, true)
    end, found)
    wait("all is well", function() return found() == "" end, found)

    -- layout
    at = line_of("cite    arch.2")
    vim.api.nvim_buf_set_lines(buffer, at - 1, at, true, { "  cite arch.2" })
    vim.lsp.buf.formatting_sync(nil, 20000)
    check("formatted", line(at) == "    cite    arch.2", line(at))

    -- completion where text is missing
    at = line_of("rule listed-platform {")
    vim.api.nvim_buf_set_lines(buffer, at, at, true, { "    cite    arch." })
    vim.api.nvim_win_set_cursor(0, { at + 1, 16 })
    answer = vim.lsp.buf_request_sync(buffer, "textDocument/completion", {
        textDocument = { uri = vim.uri_from_bufnr(buffer) }, position = { line = at, character = 17 } }, 20000)
    local items = answer and answer[client] and answer[client].result and answer[client].result.items or {}
    check("statements are offered", #items == 4 and items[1].label == "arch.1", answer)
    vim.api.nvim_buf_set_lines(buffer, at, at + 1, true, {})
    vim.cmd("silent wall")
    vim.lsp.stop_client(client)
end

local ok, message = pcall(run)
check("the script runs to its end", ok, message)
vim.cmd(failed and "cquit!" or "qall!")
