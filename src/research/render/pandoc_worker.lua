-- One pandoc that stays. It reads requests from its input and writes what it converted, until its
-- input ends. pandoc takes it for a reader (`pandoc --from pandoc_worker.lua`), because only there
-- does Lua see the data folder beside this file; render/pandoc_warm.py starts it and knows the
-- same words. A request is a line of two lengths, then JSON, then Markdown. An answer is a line of
-- a word and a length, then bytes. What pandoc would warn of is answered as "warned", never kept.

local grave = { WARNING = true, ERROR = true }
local templates = {}
local held, documents, most_documents = {}, 0, 100

local function contents(path)
  local file = assert(io.open(path, 'rb'))
  local text = file:read('a')
  file:close()
  return text
end

-- A template is compiled once for each text of it.
local function compiled(path)
  local text = contents(path)
  templates[text] = templates[text] or pandoc.template.compile(text)
  return templates[text]
end

-- What a filter may keep from one document to the next, as long as its own text is the same.
local function kept_for(path)
  local text = contents(path)
  documents = documents + 1
  if documents % most_documents == 0 then held = {} end
  held[text] = held[text] or {}
  return held[text]
end

local function template_of(asked)
  if asked.template then return compiled(asked.template) end
  if asked.standalone then
    return pandoc.template.compile(pandoc.template.default(asked.writer))
  end
end

local function options_of(asked)
  return pandoc.WriterOptions({
    template = template_of(asked),
    variables = asked.variables,
    wrap_text = asked.wrap,
    section_divs = asked.section_divs,
    table_of_contents = asked.toc,
    toc_depth = asked.toc_depth,
    reference_doc = asked.reference_doc,
  })
end

local function shifted(document, levels)
  if levels == 0 then return document end
  return document:walk({ Header = function(head)
    head.level = head.level + levels
    return head
  end })
end

local function converted(asked, text)
  local document = shifted(pandoc.read(text, asked.reader), asked.shift)
  for name, value in pairs(asked.metadata) do document.meta[name] = pandoc.MetaString(value) end
  local options = options_of(asked)
  if asked.filter then
    local room = {
      FORMAT = asked.writer, PANDOC_WRITER_OPTIONS = options, HELD = kept_for(asked.filter),
    }
    document = pandoc.utils.run_lua_filter(
      document, asked.filter, setmetatable(room, { __index = _G }))
  end
  local written = pandoc.write(document, asked.writer, options)
  local is_whole = options.template or asked.writer == 'docx' or written:sub(-1) == '\n'
  return is_whole and written or written .. '\n'
end

local function answer(asked, text)
  local function work()
    return pandoc.system.with_working_directory(asked.folder, function()
      return converted(asked, text)
    end)
  end
  local said, holds, result = pandoc.log.silence(pcall, work)
  if not holds then return 'failed', tostring(result) end
  for _, message in ipairs(said) do
    local told = pandoc.json.decode(pandoc.json.encode(message), false)
    if grave[told.verbosity] then return 'warned', told.pretty end
  end
  return 'done', result
end

function Reader()
  for line in io.lines() do
    local head, body = line:match('^(%d+) (%d+)$')
    local asked = pandoc.json.decode(io.read(tonumber(head)), false)
    local text = tonumber(body) > 0 and io.read(tonumber(body)) or ''
    local word, bytes = answer(asked, text)
    io.write(word, ' ', #bytes, '\n', bytes)
    io.flush()
    collectgarbage()
  end
  return pandoc.Pandoc({})
end
