-- The web page and the Word file: what pandoc's HTML and DOCX writers need to be told.
-- Captions get their numbers, tables their header cells, blocks their labels, chapters theirs.
-- The printed page has a filter of its own (accessible.lua).

local is_web = FORMAT:match('^html') ~= nil
local counts = { fig = 0, tbl = 0 }
local names = { fig = 'Figure', tbl = 'Table' }
local labels = {
  takeaway = 'The short of it',
  assumed = 'Assumed',
  limits = 'What this does not show',
  hurts = 'What hurts the case',
}
-- what a block is called among the styles of reference.docx
local styles = {
  lead = 'Lead', takeaway = 'Takeaway', assumed = 'Assumed', limits = 'Limits', hurts = 'Hurts',
  contact = 'Contact', cite = 'Cite', small = 'Small', sources = 'Small',
}
local tables = 0
local chapter = 0
local in_annex = false

local function number_of(id)
  local kind = id:sub(1, 3)
  if not names[kind] or id:sub(4, 4) ~= '-' then return nil end
  counts[kind] = counts[kind] + 1
  return names[kind] .. ' ' .. counts[kind]
end

local function numbered(inlines, id)
  local number = number_of(id)
  if not number then return inlines end
  local lead = pandoc.Span({ pandoc.Strong({ pandoc.Str(number .. '.') }) }, { class = 'caption-number' })
  local whole = pandoc.List({ lead, pandoc.Space() })
  whole:extend(inlines)
  return whole
end

local function numbered_caption(caption, id)
  local first = caption.long[1]
  if first and first.content then first.content = numbered(first.content, id) end
  return caption
end

local function escaped(text)
  return (text:gsub('&', '&amp;'):gsub('<', '&lt;'):gsub('"', '&quot;'))
end

local function read(name)
  local file = io.open(name, 'r')
  if not file then error('the staged folder has no ' .. name) end
  local text = file:read('a')
  file:close()
  return text
end

local function chart_of(figure)
  local found
  figure:walk({ Image = function(image)
    if image.classes:includes('chart') then found = image end
  end })
  return found
end

-- Charts: on the web the drawing stands in the page, with its numbers under the caption.
local function figure(fig)
  fig.caption = numbered_caption(fig.caption, fig.identifier)
  local chart = chart_of(fig)
  if not is_web or not chart then return fig end
  local stem = chart.src:gsub('%.%w+$', '')
  local blocks = pandoc.List({
    pandoc.RawBlock('html', '<figure id="' .. escaped(fig.identifier) .. '" class="chart-figure">'
      .. '\n' .. read(stem .. '.picture.html') .. '<figcaption>'),
  })
  blocks:extend({ pandoc.Plain(pandoc.utils.blocks_to_inlines(fig.caption.long)) })
  blocks:insert(pandoc.RawBlock('html', '</figcaption>\n' .. read(stem .. '.numbers.html') .. '</figure>'))
  return blocks
end

-- What a scrolling table is called: its number, or the first sentence of its caption.
local function name_of(id, caption)
  local number = names[id:sub(1, 3)] and counts[id:sub(1, 3)] or 0
  if number > 0 then return names[id:sub(1, 3)] .. ' ' .. number end
  local first = caption:match('^(.-[.!?])%s') or caption
  return first ~= '' and first or 'Table'
end

local function scoped(row, scope_of)
  for index, cell in ipairs(row.cells) do
    local scope = scope_of(index)
    if scope then cell.attr.attributes['scope'] = scope end
  end
end

-- Tables: the first column heads its rows, every header cell says what it heads.
local function table_(tbl)
  local wide = #tbl.colspecs
  local caption = pandoc.utils.stringify(tbl.caption.long)
  tbl.caption = numbered_caption(tbl.caption, tbl.identifier)
  for _, body in ipairs(tbl.bodies) do
    if wide > 1 then body.row_head_columns = 1 end
    if is_web then
      for _, row in ipairs(body.body) do
        scoped(row, function(index) return wide > 1 and index == 1 and 'row' or nil end)
      end
    end
  end
  if not is_web then return tbl end
  for _, row in ipairs(tbl.head.rows) do scoped(row, function() return 'col' end) end
  tbl.classes:insert('columns-' .. wide)
  -- a list of pairs: the order of a Lua table changes from run to run
  local attributes = {
    { 'role', 'group' }, { 'tabindex', '0' }, { 'aria-label', name_of(tbl.identifier, caption) },
  }
  -- the caption stands outside of what scrolls, and names the table from there
  local id = tbl.identifier
  local above = pandoc.List()
  if #tbl.caption.long > 0 then
    tables = tables + 1
    local named = 'caption-of-' .. (id ~= '' and id or 'table-' .. tables)
    above:insert(pandoc.Div(tbl.caption.long, pandoc.Attr(named, { 'table-caption' })))
    tbl.attributes['aria-labelledby'] = named
    tbl.caption = { long = {} }
  end
  tbl.identifier = ''
  above:insert(pandoc.Div({ tbl }, pandoc.Attr('', { 'table-scroll' }, attributes)))
  return pandoc.Div(above, pandoc.Attr(id, { 'table-whole' }))
end

local page_break = '<w:p><w:pPr><w:pageBreakBefore/><w:spacing w:before="0" w:after="0" w:line="20" '
  .. 'w:lineRule="exact"/></w:pPr></w:p>'

-- Headings: chapters are numbered by the house; what follows the annex is small.
local function header(head)
  local breaks = head.classes:includes('summary') or head.classes:includes('chapter')
    or (head.classes:includes('annex') and not in_annex)
  if head.classes:includes('annex') then in_annex = true end
  if head.classes:includes('chapter') then
    chapter = chapter + 1
    local content = pandoc.List({
      pandoc.Span({ pandoc.Str(tostring(chapter)) }, { class = 'chapter-number' }), pandoc.Space() })
    content:extend(head.content)
    head.content = content
  end
  if breaks and not is_web then return { pandoc.RawBlock('openxml', page_break), head } end
  return head
end

-- A number that leads somewhere looks like text; the line under it says how firm it is, and on
-- the web words that are heard and not seen say it too.
local function link(ref)
  if not ref.classes:includes('finding') then return nil end
  local grade = 1
  for _, class in ipairs(ref.classes) do grade = class:match('^grade%-(%d)$') or grade end
  if is_web then
    ref.content:insert(pandoc.Span({ pandoc.Str(' (grade ' .. grade .. ')') }, { class = 'unseen' }))
    return ref
  end
  local style = ref.classes:includes('sentence') and 'Finding Sentence' or 'Finding ' .. grade
  ref.content = { pandoc.Span(ref.content, { ['custom-style'] = style }) }
  return ref
end

-- Word: an entry of the annex is one small paragraph.
local function entries(div)
  local blocks = pandoc.List()
  for _, block in ipairs(div.content) do
    if block.t == 'DefinitionList' then
      for _, item in ipairs(block.content) do
        local line = pandoc.List({ pandoc.Strong(item[1]), pandoc.Str('.'), pandoc.Space() })
        line:extend(pandoc.utils.blocks_to_inlines(item[2][1]))
        blocks:insert(pandoc.Div({ pandoc.Para(line) }, { ['custom-style'] = 'Small' }))
      end
    else
      blocks:insert(block)
    end
  end
  return blocks
end

local function grade_in(inlines)
  local grade
  pandoc.Span(inlines):walk({ Link = function(link)
    for _, class in ipairs(link.classes) do grade = grade or class:match('^grade%-(%d)$') end
  end })
  return grade
end

-- A number whose grade is printed beside it does not say it twice.
local function bare(inlines)
  return inlines:walk({ Span = function(span)
    if span.classes:includes('unseen') then return {} end
  end })
end

-- The summary's numbers: the term is the number, its grade is printed under the line.
local function summary(div)
  local blocks = pandoc.List()
  for _, block in ipairs(div.content) do
    if block.t ~= 'DefinitionList' then
      blocks:insert(block)
    else
      for _, item in ipairs(block.content) do
        local grade = grade_in(item[1])
        item[1] = bare(item[1])
        local note = grade and pandoc.Span({ pandoc.Str('Grade ' .. grade) }, { class = 'grade-note' })
        if note then
          local last = item[2][1][#item[2][1]]
          if last and last.content then last.content:extend({ pandoc.Space(), note }) end
        end
        if not is_web then
          blocks:insert(pandoc.Div({ pandoc.Para(item[1]) }, { ['custom-style'] = 'Summary Number' }))
          blocks:insert(pandoc.Div(item[2][1], { ['custom-style'] = 'Summary Line' }))
        end
      end
      if is_web then blocks:insert(block) end
    end
  end
  if not is_web then return blocks end
  div.content = blocks
  return div
end

-- Word: a locator map is as large as on the printed sheet, not as the page is wide.
local function smaller_map(block)
  return block:walk({ Image = function(img)
    img.attributes['width'] = '3.2in'
    return img
  end })
end

local function div(block)
  local name = block.classes[1]
  if name == 'locator' and not is_web then block = smaller_map(block) end
  if name == 'summary-numbers' then return summary(block) end
  if name == 'page-break' then
    if is_web then return pandoc.List() end
    return pandoc.RawBlock('openxml', page_break)
  end
  if name == 'annex-entries' and not is_web then return entries(block) end
  local label = block.attributes['label'] or labels[name]
  block.attributes['label'] = nil
  if label and labels[name] then
    local words = pandoc.Strong({ pandoc.Str(label) })
    if is_web then
      block.content:insert(1, pandoc.Para({ pandoc.Span({ words }, { class = 'label' }) }))
      block.attributes['role'] = 'note'
    else
      block.content:insert(1, pandoc.Para({ words }))
    end
  end
  if not is_web and styles[name] then block.attributes['custom-style'] = styles[name] end
  return block
end

local function image(img)
  if img.src:match('^%a[%w+.-]*:') then
    error('the image ' .. img.src .. ' is not in the project: a page fetches nothing')
  end
  local alt = img.attributes['fig-alt'] or img.attributes['alt'] or ''
  if alt == '' then error('the image ' .. img.src .. ' has no alt text (fig-alt="...")') end
  img.attributes['fig-alt'] = nil
  img.attributes['alt'] = is_web and alt or nil
  img.caption = { pandoc.Str(alt) }  -- the caption of a figure stands with the figure
  return img
end

-- Word: what follows the annex is set small, block by block.
local function smaller(blocks)
  if is_web or not in_annex then return blocks end
  local whole, small = pandoc.List(), false
  for _, block in ipairs(blocks) do
    if block.t == 'Header' and block.classes:includes('annex') then small = true end
    if small and (block.t == 'Para' or block.t == 'BulletList' or block.t == 'OrderedList') then
      block = pandoc.Div({ block }, { ['custom-style'] = 'Small' })
    end
    whole:insert(block)
  end
  return whole
end

return {
  { Image = image, Link = link },
  { traverse = 'topdown', Header = header, Figure = function(f) return figure(f), false end,
    Table = function(t) return table_(t), false end, Div = div },
  { Pandoc = function(doc) doc.blocks = smaller(doc.blocks); return doc end },
}
