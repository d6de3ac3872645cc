"""XLSX workbooks that unpack to far more than they hold, or are none."""

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{KIND}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
}
ENTITIES = '<!DOCTYPE x [<!ENTITY a "{letters}">{more}]>'


def workbook(rows: bytes, shared: bytes = b"", before: bytes = b"", **parts: bytes) -> bytes:
    """A workbook of these rows and shared texts; `before` stands ahead of both, `parts` replaces whole files."""
    sheet = before + f'<worksheet xmlns="{MAIN}"><sheetData>'.encode() + rows + b"</sheetData></worksheet>"
    texts = before + f'<sst xmlns="{MAIN}">'.encode() + shared + b"</sst>"
    whole = {name: text.encode() for name, text in PARTS.items()}
    return packed(whole | {"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": texts} | parts)


def packed(files: dict[str, bytes]) -> bytes:
    """A zip archive of these files, as small as they pack."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def of_cells(megabytes: int) -> bytes:
    """One row of so many empty cells that it fills these megabytes."""
    return workbook(b"<row>" + b"<c/>" * (megabytes << 18) + b"</row>")


def of_rows(megabytes: int) -> bytes:
    """Nothing but empty rows."""
    return workbook(b"<row/>" * ((megabytes << 20) // 6))


def of_filled_rows(megabytes: int) -> bytes:
    """Rows of one cell each."""
    return workbook(b"<row><c><v>1</v></c></row>" * ((megabytes << 20) // 30))


def of_texts(megabytes: int) -> bytes:
    """No rows at all, but texts that rows could share."""
    return workbook(b"", b"<si><t>a</t></si>" * ((megabytes << 20) // 17))


def of_one_text(megabytes: int) -> bytes:
    """One cell that holds as much as a book."""
    text = b"a" * (megabytes << 20)
    return workbook(b'<row><c t="inlineStr"><is><t>' + text + b"</t></is></c></row>")


def of_entities(depth: int) -> bytes:
    """The billion laughs: each entity is ten of the one before."""
    more = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(depth))
    before = ENTITIES.format(letters="ha" * 10, more=more).encode()
    return workbook(f'<row><c t="inlineStr"><is><t>&{chr(97 + depth)};</t></is></c></row>'.encode(), before=before)


def of_long_entity(times: int) -> bytes:
    """One long entity, said again and again."""
    before = ENTITIES.format(letters="a" * 100_000, more="").encode()
    return workbook(b'<row><c t="inlineStr"><is><t>' + b"&a;" * times + b"</t></is></c></row>", before=before)


def of_foreign_file(address: str) -> bytes:
    """An entity that asks for a file of the server, or for an address inside its network."""
    before = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{address}">]>'.encode()
    return workbook(b'<row><c t="inlineStr"><is><t>&a;</t></is></c></row>', before=before)
