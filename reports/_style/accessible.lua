-- The printed page: how the blocks of a brief become the functions of page.typ, and what pandoc's
-- Typst writer drops and a screen reader needs: alt text, header cells, what a link leads to.

local labels = {
  takeaway = 'The short of it',
  assumed = 'Assumed',
  limits = 'What this does not show',
  hurts = 'What hurts the case',
}
local plain = { lead = true, asks = true, contact = true, cite = true, small = true,
  landscape = true, sources = true, ['annex-entries'] = true,
  masthead = true, scope = true, note = true, price = true, address = true, locator = true }
local rests_on = {} -- on a sheet: the numbers of the sources of each finding
local chapter = 0
local in_annex = false

local function quoted(text)
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"'):gsub('%s+', ' ') .. '"'
end

local function typst(text)
  return pandoc.RawBlock('typst', text)
end

local function written(blocks)
  return (pandoc.write(pandoc.Pandoc(blocks), 'typst'):gsub('%s+$', ''))
end

-- What was written once is not written again: to call the writer takes longer than to remember
-- what it said. A pandoc that stays gives a table that stays (research/render/pandoc_worker.lua).
local known = HELD or {}

local function once(key, make)
  local said = known[key]
  if said == nil then
    said = make()
    known[key] = said
  end
  return said
end

local marks = { Space = '\1', SoftBreak = '\2', LineBreak = '\3' }

-- What tells one plain run of words from another; nil where there is more to it than words.
local function key_of(inlines)
  local parts = {}
  for place, one in ipairs(inlines) do
    local kind = one.t
    parts[place] = marks[kind] or kind == 'Str' and one.text
      or kind == 'RawInline' and one.format == 'typst' and '\4' .. one.text .. '\5'
    if not parts[place] then return nil end
  end
  return 'words ' .. table.concat(parts)
end

local function inline(inlines)
  local function make() return written({ pandoc.Plain(inlines) }) end
  local key = key_of(inlines)
  return key and once(key, make) or make()
end

-- One paragraph is written as running text, anything longer as blocks.
local function content(blocks)
  if #blocks == 1 and (blocks[1].t == 'Para' or blocks[1].t == 'Plain') then
    return inline(blocks[1].content)
  end
  return written(blocks)
end

local function grade_of(link)
  for _, class in ipairs(link.classes) do
    local grade = class:match('^grade%-(%d)$')
    if grade then return grade end
  end
end

local function image(img)
  if img.src:match('^%a[%w+.-]*:') then
    error('the image ' .. img.src .. ' is not in the project: a page fetches nothing')
  end
  local alt = img.attributes['alt'] or img.attributes['fig-alt'] or ''
  if alt == '' then error('the image ' .. img.src .. ' has no alt text (fig-alt="...")') end
  local width = img.attributes['width'] or '100%'
  return pandoc.RawInline('typst',
    '#image(' .. quoted(img.src) .. ', alt: ' .. quoted(alt) .. ', width: ' .. width .. ')')
end

-- A whole sentence that was computed has a lighter line than a number.
local function finding_call(grade, is_long, to)
  return (is_long and '#finding-sentence(' or '#finding(') .. grade .. ', ' .. to .. ')'
end

local function finding(lnk, to, body)
  local is_long = lnk.classes:includes('sentence') or #pandoc.utils.stringify(lnk.content) >= 48
  return finding_call(grade_of(lnk) or '1', is_long, to) .. body
end

-- On paper a link leads nowhere: beside a grade a sheet prints the numbers of the sources.
local function sources_of(to)
  local numbers = rests_on[(to:gsub('^#from%-', ''))]
  if not numbers then return '' end
  local said, first = {}, nil
  for place, number in ipairs(numbers) do
    first = first or number
    if numbers[place + 1] ~= number + 1 then
      table.insert(said, first == number and first or first .. (number == first + 1 and ', ' or '–') .. number)
      first = nil
    end
  end
  return (#numbers == 1 and ' Source ' or ' Sources ') .. table.concat(said, ', ') .. '.'
end

-- The grade of a figure or table, after its caption.
local function grade_note(to, said)
  return '#grade-note(label(' .. quoted(to:sub(2)) .. '))[' .. said .. sources_of(to) .. ']'
end

-- A number that leads to its entry, the note of a grade, a reference, an address.
local function link(lnk)
  local here = lnk.target:match('^#(.+)$')
  if not here then return nil end
  local to = 'label(' .. quoted(here) .. ')'
  local body = '[' .. inline(lnk.content) .. ']'
  if lnk.classes:includes('finding') then
    return pandoc.RawInline('typst', finding(lnk, to, body))
  end
  if lnk.classes:includes('grade-note') then
    return pandoc.RawInline('typst', grade_note(lnk.target, inline(lnk.content)))
  end
  return pandoc.RawInline('typst', '#reference(' .. to .. ')' .. body)
end

-- The same where the build wrote a mark for the number, and in a block of lines what it stands for:
-- pandoc is slow to read a link with classes (research/render/marks.py).
local marked = {}

local function read_marks(block)
  if block.classes[1] ~= 'marks' then return nil end
  local part = '([^\31\n]*)'
  for mark, grade, to, kind, text in (block.text):gmatch(part .. ('\31' .. part):rep(4)) do
    local function make() return inline(pandoc.Inlines(text)) end
    marked[mark] = finding_call(grade, kind == 'sentence' or #text >= 48, 'label(' .. quoted(to) .. ')')
      .. '[' .. once('text ' .. text, make) .. ']'
  end
  return {}
end

local function values(str)
  local text, start = str.text, 1
  if not text:find('\238\128\128', 1, true) then return nil end
  local found = pandoc.List()
  while true do
    local first, last, mark = text:find('\238\128\128(%a+)\238\128\129', start)
    local between = text:sub(start, (first or #text + 1) - 1)
    if between ~= '' then found:insert(pandoc.Str(between)) end
    if not first then return found end
    found:insert(pandoc.RawInline('typst', marked[mark] or error('nothing says what mark ' .. mark .. ' is')))
    start = last + 1
  end
end

-- A place that something links to.
local function span(spn)
  if spn.identifier == '' then return nil end
  local inlines = pandoc.List({
    pandoc.RawInline('typst', '#anchor(' .. quoted(spn.identifier) .. ')') })
  inlines:extend(spn.content)
  return inlines
end

local function header(head)
  local kind = 'plain'
  for _, class in ipairs({ 'summary', 'chapter', 'annex' }) do
    if head.classes:includes(class) then kind = class end
  end
  local body = inline(head.content)
  if head.level > 1 or kind == 'plain' then
    local id = head.identifier ~= '' and ' #label(' .. quoted(head.identifier) .. ')' or ''
    return typst('#heading(level: ' .. head.level .. ')[' .. body .. ']' .. id:gsub('^ #', '#'))
  end
  local blocks = pandoc.List()
  local id = quoted(head.identifier)
  if kind == 'chapter' then
    chapter = chapter + 1
    blocks:insert(typst('#chapter(' .. chapter .. ', ' .. id .. ')[' .. body .. ']'))
  elseif kind == 'summary' then
    blocks:insert(typst('#summary(' .. id .. ')[' .. body .. ']'))
  else
    if not in_annex then blocks:insert(typst('#show: annex')) end
    in_annex = true
    blocks:insert(typst('#annex-heading(' .. id .. ')[' .. body .. ']'))
  end
  return blocks
end

local function figure(fig)
  local picture = written(fig.content)
  local id = fig.identifier ~= '' and quoted(fig.identifier) or 'none'
  return typst('#house-figure(' .. id .. ', caption: [' .. content(fig.caption.long) .. '])['
    .. picture .. ']')
end

local sides = { AlignLeft = 'left', AlignRight = 'right', AlignCenter = 'center', AlignDefault = 'left' }

-- A row as a list of cells, each with its text, to be measured, and what Typst is to set.
local function cells(row)
  local found = {}
  for _, cell in ipairs(row.cells) do
    if cell.row_span ~= 1 or cell.col_span ~= 1 then error('a table in a brief has no merged cells') end
    table.insert(found, { text = pandoc.utils.stringify(cell.contents), body = content(cell.contents) })
  end
  return found
end

-- About how wide a text is in print, in points; a little too wide rather than too narrow.
local function width_of(text)
  local wide = 0
  for sign in text:gmatch('[%z\1-\127\194-\244][\128-\191]*') do
    local em = 0.58
    if sign:match("[iljtfrI.,:;'|()! ]") then em = 0.34 elseif sign:match('[mwMW%%]') then em = 0.92
    elseif sign:match('%u') then em = 0.68 end
    wide = wide + em
  end
  return wide
end

-- How wide a text is, and the longest word of it, in letters of size 1.
local function measured(text)
  return once('width ' .. text, function()
    local most = 0
    for word in text:gsub('([-/])', '%1 '):gmatch('%S+') do most = math.max(most, width_of(word)) end
    return { width_of(text), most }
  end)
end

-- What a column needs: its least width, and what its text and its head would take on one line.
local function needs(tbl)
  local found = {}
  for place = 1, #tbl.sides do found[place] = { least = 0, line = 0, head = 0 } end
  local function look(row, size, is_head)
    for place, cell in ipairs(row) do
      local wide, word = table.unpack(measured(cell.text))
      local need = found[place]
      need.least = math.max(need.least, word * size + 10)
      if is_head then need.head = math.max(need.head, wide * size)
      else need.line = math.max(need.line, wide * size + 10) end
    end
  end
  look(tbl.head, 8.8, true)
  for _, row in ipairs(tbl.rows) do look(row, 8.4, false) end
  return found
end

-- Numbers get the width that they need; text shares the rest by the widths that were asked for.
local function widths(tbl)
  local page, rest, shares = 468, 468, 0
  local given, need = {}, needs(tbl)
  for place, side in ipairs(tbl.sides) do
    if side == 'right' and place > 1 then
      given[place] = math.max(need[place].least, math.min(need[place].line, 82))
      rest = rest - given[place]
    end
  end
  -- Where text can spare it, a head over numbers takes two lines rather than four.
  for place = 1, #tbl.sides do
    local wanted = math.min(need[place].head / 2 + 16, 90) - (given[place] or 999)
    if wanted > 0 and rest - wanted > 0.45 * page then
      given[place], rest = given[place] + wanted, rest - wanted
    end
  end
  local function share(place) return tbl.shares[place] end
  for place = 1, #tbl.sides do if not given[place] then shares = shares + share(place) end end
  local settled = false
  while not settled do
    settled = true
    for place = 1, #tbl.sides do
      if not given[place] and rest * share(place) / shares < need[place].least then
        given[place], settled = need[place].least, false
        rest, shares = rest - given[place], shares - share(place)
        break
      end
    end
  end
  local total = 0
  for place = 1, #tbl.sides do
    given[place] = given[place] or rest * share(place) / shares
    total = total + given[place]
  end
  local said = {}
  for place = 1, #tbl.sides do
    said[place] = string.format('%.3f%%', 100 * given[place] / math.max(total, page))
  end
  return said
end

-- Real tables: a head that repeats, columns of relative width, one line a row.
local function set(tbl)
  local function bodies(row)
    local said = {}
    for place, cell in ipairs(row) do said[place] = '[' .. cell.body .. ']' end
    return table.concat(said, ', ')
  end
  local rows = {}
  for place, row in ipairs(tbl.rows) do rows[place] = '  ' .. bodies(row) .. ',' end
  return typst('#house-table(' .. (tbl.id ~= '' and quoted(tbl.id) or 'none') .. ',\n  columns: ('
    .. table.concat(widths(tbl), ', ') .. ',), align: (' .. table.concat(tbl.sides, ', ')
    .. ',),\n  caption: [' .. tbl.caption .. '],\n  head: (' .. bodies(tbl.head) .. ',),\n'
    .. table.concat(rows, '\n') .. '\n)')
end

local function table_(tbl)
  local held = { id = tbl.identifier, sides = {}, shares = {}, rows = {}, caption = content(tbl.caption.long) }
  for place, spec in ipairs(tbl.colspecs) do
    held.sides[place], held.shares[place] = sides[spec[1]] or 'left', spec[2] or 0.1
  end
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do table.insert(held.rows, cells(row)) end
  end
  held.head = tbl.head.rows[1] and cells(tbl.head.rows[1]) or error('a table in a brief has a head')
  return set(held)
end

-- The same where the build wrote the table of a finding as lines of text, for pandoc is slow to read
-- one: the side of each column, its dashes, the caption, the head, the rows (research/render/stage.py).
local function laid_table(block)
  if block.classes[1] ~= 'laid' then return nil end
  local function split(line)
    local parts = {}
    for part in (line .. '\31'):gmatch('([^\31]*)\31') do table.insert(parts, part) end
    return parts
  end
  local function cells_of(line)
    local found = split(line)
    for place, text in ipairs(found) do
      local function make() return inline(pandoc.Inlines(text)) end
      found[place] = { text = text, body = once('text ' .. text, make) }
    end
    return found
  end
  local lines = {}
  for line in (block.text .. '\n'):gmatch('([^\n]*)\n') do table.insert(lines, line) end
  local held = { id = block.identifier, sides = split(lines[1]), shares = {}, rows = {} }
  local whole = 0
  for place, dashes in ipairs(split(lines[2])) do
    held.shares[place] = tonumber(dashes:sub(2))
    whole = whole + held.shares[place]
  end
  for place, dashes in ipairs(held.shares) do held.shares[place] = dashes / whole end
  local caption = pandoc.Inlines(lines[3])
  caption:extend({ pandoc.Space(), pandoc.RawInline('typst', grade_note(
    '#' .. block.attributes['from'], 'Grade ' .. block.attributes['grade'] .. '.')) })
  held.caption, held.head = inline(caption), cells_of(lines[4])
  for place = 5, #lines do table.insert(held.rows, cells_of(lines[place])) end
  return set(held)
end

local function definitions(list)
  local items = {}
  for _, item in ipairs(list.content) do
    local said = {}
    for _, blocks in ipairs(item[2]) do table.insert(said, content(blocks)) end
    table.insert(items, '  (term: [' .. inline(item[1]) .. '], said: [' .. table.concat(said, '\n\n') .. ']),')
  end
  return items
end

-- The summary's numbers: the term is the number, its grade stands under the line.
local function summary_numbers(div)
  local blocks = pandoc.List()
  for _, block in ipairs(div.content) do
    if block.t == 'DefinitionList' then
      local items = {}
      for _, item in ipairs(block.content) do
        local term = inline(item[1])
        local grade, to = term:match('#finding%((%d), (label%b())%)')
        local note = grade and (', grade: ' .. grade .. ', to: ' .. to) or ''
        local from = to and sources_of('#' .. to:match('"(.-)"')) or ''
        if from ~= '' then note = note .. ', from: [' .. from .. ']' end
        table.insert(items, '  (term: [' .. term .. '], said: [' .. content(item[2][1]) .. ']' .. note .. '),')
      end
      blocks:insert(typst('#summary-numbers(\n' .. table.concat(items, '\n') .. '\n)'))
    else
      blocks:insert(block)
    end
  end
  return blocks
end

-- The numbers of sources that a text links to, in order; "4 to 6" means 5 as well.
local function linked_sources(inlines)
  local found, place, between = {}, nil, ''
  for _, one in ipairs(inlines) do
    local number = one.t == 'Link' and tonumber(one.target:match('^#source%-(%d+)$'))
    if number then
      if between == ' to ' then
        for middle = place + 1, number - 1 do table.insert(found, middle) end
      end
      table.insert(found, number)
      place, between = number, ''
    else
      between = between .. pandoc.utils.stringify(one)
    end
  end
  return found
end

-- Where each finding comes from, as the generated parts say it: its place, and its sources.
local function entries_of(block)
  local found = pandoc.List()
  block:walk({ DefinitionList = function(list)
    for _, item in ipairs(list.content) do
      local entry = { numbers = linked_sources(item[2][1][1].content) }
      pandoc.Plain(item[1]):walk({ Span = function(spn) entry.id = spn.identifier end })
      found:insert(entry)
    end
  end })
  return found
end

-- The sources of a sheet: the two generated parts become one list, each source once.
local function sheet_sources(block)
  local led = {}
  for _, entry in ipairs(entries_of(block)) do
    local numbers = entry.numbers
    rests_on[(entry.id:gsub('^from%-', ''))] = numbers
    local home = numbers[1] or 1
    led[home] = led[home] or {}
    table.insert(led[home], quoted(entry.id))
  end
  local items = {}
  block:walk({ Table = function(tbl)
    for _, body in ipairs(tbl.bodies) do
      for _, row in ipairs(body.body) do
        local number = pandoc.write(pandoc.Pandoc(row.cells[1].contents), 'html'):match('id="source%-(%d+)"')
        if number then
          local names = table.concat(led[tonumber(number)] or {}, ', ')
          local source = row.cells[2].contents[1].content[1]
          table.insert(items, '  (number: ' .. number .. ', names: (' .. names .. (names ~= '' and ',' or '')
            .. '), grade: ' .. pandoc.utils.stringify(row.cells[4].contents) .. ', url: ' .. quoted(source.target)
            .. ', title: ' .. quoted(pandoc.utils.stringify(source.content)) .. '),')
        end
      end
    end
  end })
  return typst('#sheet-sources(\n' .. table.concat(items, '\n') .. '\n)')
end

-- The same where the build wrote of the annex only what a sheet prints: one line a source, with the
-- findings that it bears and those whose first source it is. As text, for pandoc is slow to read marks.
local function listed_sources(block)
  local items = {}
  local part = '([^\31\n]*)'
  local line = part .. ('\31' .. part):rep(5)
  for number, grade, bears, leads, url, title in block.text:gmatch(line) do
    for name in bears:gmatch('%S+') do
      rests_on[name] = rests_on[name] or {}
      table.insert(rests_on[name], tonumber(number))
    end
    local names = {}
    for name in leads:gmatch('%S+') do table.insert(names, quoted('from-' .. name) .. ',') end
    table.insert(items, '  (number: ' .. number .. ', names: (' .. table.concat(names, ' ')
      .. '), grade: ' .. grade .. ', url: ' .. quoted(url) .. ', title: ' .. quoted(title) .. '),')
  end
  return typst('#sheet-sources(\n' .. table.concat(items, '\n') .. '\n)')
end

-- What has to be seen before its parts are set: blocks side by side, and the list of sources.
local function layout(block)
  if block.classes[1] == 'sheet-sources' then
    local first = block.content[1]
    local is_listed = first and first.t == 'CodeBlock' and first.classes[1] == 'listed'
    return is_listed and listed_sources(first) or sheet_sources(block)
  end
  local calls = { beside = '#beside(' .. (block.attributes['share'] or '0.5')
    .. (block.classes:includes('tight') and ', air: 0pt' or '') .. ')[', foot = '#foot[', thirds = '#thirds-row[' }
  local call = calls[block.classes[1]]
  if not call then return nil end
  local blocks = pandoc.List({ typst(call) })
  for place, part in ipairs(block.content) do
    if place > 1 then blocks:insert(typst('][')) end
    blocks:insert(part)
  end
  blocks:insert(typst(']'))
  return pandoc.Div(blocks) -- one block still, for what stands around it
end

-- Bars beside the numbers of one column: the table that stands in the block is told so.
local function bars(block)
  local said = {}
  for _, key in ipairs({ 'column', 'most', 'rule', 'ours', 'width' }) do
    table.insert(said, key .. ': ' .. (block.attributes[key] or 'none'))
  end
  table.insert(said, 'note: ' .. quoted(block.attributes['note'] or ''))
  local call = '#house-table(bars: (' .. table.concat(said, ', ') .. '), '
  return block.content:map(function(inner)
    if inner.t ~= 'RawBlock' then return inner end
    return typst((inner.text:gsub('^#house%-table%(', function() return call end)))
  end)
end

local function div(block)
  local name = block.classes[1]
  if name == 'page-break' then return typst('#pagebreak(weak: true)') end
  if name == 'summary-numbers' then return summary_numbers(block) end
  if name == 'bars' then return bars(block) end
  local open
  if labels[name] then
    open = '#callout(' .. quoted(name) .. ', ' .. quoted(block.attributes['label'] or labels[name]) .. ')['
  elseif plain[name] then
    open = '#' .. name .. '-block['
  else
    return block.content
  end
  local blocks = pandoc.List({ typst(open) })
  for _, inner in ipairs(block.content) do
    if inner.t == 'DefinitionList' and name == 'annex-entries' then
      inner = typst('#entries(\n' .. table.concat(definitions(inner), '\n') .. '\n)')
    end
    blocks:insert(inner)
  end
  blocks:insert(typst(']'))
  return blocks
end

local function glossary(list)
  return typst('#glossary(\n' .. table.concat(definitions(list), '\n') .. '\n)')
end

return {
  { Div = layout, CodeBlock = read_marks },
  { Image = image },
  { Link = link, Str = values },
  { Span = span },
  { Figure = figure, Table = table_, CodeBlock = laid_table },
  { Div = div },
  { DefinitionList = glossary, Header = header },
}
