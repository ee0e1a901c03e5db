-- What pandoc's writers drop and a screen reader needs: alt text in Typst, row heads in tables.

local function typst_string(text)
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"'):gsub('\n', ' ') .. '"'
end

-- Typst: pandoc writes images without alt text, so the image is written here.
function Image(image)
  local alt = image.attributes['alt'] or image.attributes['fig-alt'] or ''
  if FORMAT ~= 'typst' then
    image.attributes['fig-alt'] = nil
    return image
  end
  local width = image.attributes['width'] or '100%'
  return pandoc.RawInline('typst',
    '#image(' .. typst_string(image.src) .. ', alt: ' .. typst_string(alt) .. ', width: ' .. width .. ')')
end

-- All formats: the first column of a table heads its rows.
function Table(tbl)
  if #tbl.colspecs > 1 then
    for _, body in ipairs(tbl.bodies) do
      body.row_head_columns = 1
    end
  end
  return tbl
end
