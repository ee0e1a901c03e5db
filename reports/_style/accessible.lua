-- The printed page: how the blocks of a brief become the functions of page.typ, and what pandoc's
-- Typst writer drops and a screen reader needs: alt text, header cells, what a link leads to.

local labels = {
  takeaway = 'The short of it',
  assumed = 'Assumed',
  limits = 'What this does not show',
  hurts = 'What hurts the case',
}
local plain = { lead = true, asks = true, contact = true, cite = true, small = true,
  landscape = true, sources = true, ['annex-entries'] = true }
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

local function inline(inlines)
  return written({ pandoc.Plain(inlines) })
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

-- A number that leads to its entry, the note of a grade, a reference, an address.
local function link(lnk)
  local here = lnk.target:match('^#(.+)$')
  if not here then return nil end
  local to = 'label(' .. quoted(here) .. ')'
  local body = '[' .. inline(lnk.content) .. ']'
  if lnk.classes:includes('finding') then
    return pandoc.RawInline('typst', '#finding(' .. (grade_of(lnk) or '1') .. ', ' .. to .. ')' .. body)
  end
  if lnk.classes:includes('grade-note') then
    return pandoc.RawInline('typst', '#grade-note(' .. to .. ')' .. body)
  end
  return pandoc.RawInline('typst', '#reference(' .. to .. ')' .. body)
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

local function cells(row)
  local found = {}
  for _, cell in ipairs(row.cells) do
    if cell.row_span ~= 1 or cell.col_span ~= 1 then error('a table in a brief has no merged cells') end
    table.insert(found, '[' .. content(cell.contents) .. ']')
  end
  return table.concat(found, ', ')
end

-- Real tables: a head that repeats, columns of relative width, one line a row.
local function table_(tbl)
  local columns, aligns = {}, {}
  for _, spec in ipairs(tbl.colspecs) do
    table.insert(columns, spec[2] and string.format('%.4ffr', spec[2]) or 'auto')
    table.insert(aligns, sides[spec[1]] or 'left')
  end
  local rows = {}
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do table.insert(rows, '  ' .. cells(row) .. ',') end
  end
  local head = tbl.head.rows[1] and cells(tbl.head.rows[1]) or error('a table in a brief has a head')
  local id = tbl.identifier ~= '' and quoted(tbl.identifier) or 'none'
  return typst('#house-table(' .. id .. ',\n  columns: (' .. table.concat(columns, ', ')
    .. ',), align: (' .. table.concat(aligns, ', ') .. ',),\n  caption: [' .. content(tbl.caption.long)
    .. '],\n  head: (' .. head .. ',),\n' .. table.concat(rows, '\n') .. '\n)')
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
        table.insert(items, '  (term: [' .. term .. '], said: [' .. content(item[2][1]) .. ']' .. note .. '),')
      end
      blocks:insert(typst('#summary-numbers(\n' .. table.concat(items, '\n') .. '\n)'))
    else
      blocks:insert(block)
    end
  end
  return blocks
end

local function div(block)
  local name = block.classes[1]
  if name == 'page-break' then return typst('#pagebreak(weak: true)') end
  if name == 'summary-numbers' then return summary_numbers(block) end
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
  { Image = image },
  { Link = link },
  { Span = span },
  { Figure = figure, Table = table_ },
  { Div = div },
  { DefinitionList = glossary, Header = header },
}
