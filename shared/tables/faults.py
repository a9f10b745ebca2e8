"""Everything that can be wrong with a file as a table, with a line of it, or with a cell."""

from typing import Final

from shared.texts import Text, TextError


class UnreadableFileError(TextError):
    """The file is no such table at all; the message says what is wrong and what to do."""


class CellFaultError(TextError):
    """A cell that cannot be what its column wants; the message says what to write."""


# The whole file
OLD_WORKBOOK: Final = Text(
    "file.old_workbook",
    "文件是旧式 .xls 或有密码；请另存为 .xlsx 或 CSV",
    "the file is an old .xls workbook or has a password; save it as .xlsx or CSV",
)
TOO_MANY_CELLS: Final = Text(
    "file.too_many_cells", "文件超过 {most} 个单元格；请拆分", "the file has more than {most} cells; split it"
)
TOO_MANY_LINES: Final = Text(
    "file.too_many_lines", "文件超过 {most} 行；请拆分", "the file has more than {most} lines; split it"
)
NO_TEXT: Final = Text(
    "file.no_text",
    "文件既非文本也非工作簿；请另存为 UTF-8 的 CSV 或 .xlsx",
    "the file is no text and no workbook; save it as CSV in UTF-8 or as .xlsx",
)
UTF_16_BROKEN: Final = Text(
    "file.utf_16_broken",
    "文件已损坏：UTF-16 在第 {byte} 个字节中断；请另存为 UTF-8 的 CSV",
    "the file is damaged: its UTF-16 breaks off at byte {byte}; save it again as CSV in UTF-8",
)
TWO_ENCODINGS: Final = Text(
    "file.two_encodings",
    "文件按 UTF-8 和 GB18030 都读得通；请另存为“CSV UTF-8”，使其带有标记",
    "the file can be read as UTF-8 and as GB18030; save it again as CSV UTF-8, so that it is marked",
)
MIXED_ENCODINGS: Final = Text(
    "file.mixed_encodings",
    "{lines}是 UTF-8，其余是 GB18030：两个文件拼在了一起；请先各自另存为 UTF-8 的 CSV",
    "{lines} in UTF-8, the others in GB18030: two files were put together; save each as CSV in UTF-8 first",
)
NO_HEADINGS: Final = Text(
    "file.no_headings",
    "文件没有标题行：文件是空的，或前几行无法读取",
    "the file has no line of titles: it is empty, or its first lines cannot be read",
)
LACKS_COLUMNS: Final = Text(
    "file.lacks_columns",
    "文件缺少这些栏：{missing}；现有：{found}",
    "the file lacks the columns {missing}; it has {found}",
)
SAME_HEADINGS: Final = Text(
    "file.same_headings",
    "工作表 {sheets} 标题相同；一个文件只留一张",
    "the sheets {sheets} have the same headings; keep one of them in a file",
)
COLUMN_TWICE: Final = Text(
    "file.column_twice",
    "栏 {column} 出现两次（{titles}）；请删去一栏",
    "the column {column} stands twice, under {titles}; delete one of them",
)
DAMAGED_LINES: Final = Text(
    "file.damaged_lines",
    "{lines}{of_sheet}无法读取；第 {line} 行{fault}。文件的内容一概未收",
    "{lines}{of_sheet} cannot be read; line {line} {fault}. Nothing of the file was taken",
)
OF_SHEET: Final = Text("file.of_sheet", "（工作表 {sheet}）", " of sheet {sheet}")

# A workbook
DAMAGED_WORKBOOK: Final = Text(
    "workbook.damaged",
    "XLSX 文件已损坏或有密码；请用表格软件打开后另存为 .xlsx",
    "the file is no readable XLSX workbook: it is damaged or has a password; "
    "open it in a spreadsheet program and save it as .xlsx",
)
UNPACKS_TOO_LARGE: Final = Text(
    "workbook.unpacks_too_large",
    "工作簿解压后超过 {most} 字节；请拆分",
    "the workbook unpacks to more than {most} bytes; split it",
)
TOO_MANY_ELEMENTS: Final = Text(
    "workbook.too_many_elements",
    "工作簿超过 {most} 个元素；请拆分",
    "the workbook has more than {most} elements; split it",
)
DECLARES_ENTITIES: Final = Text(
    "workbook.declares_entities",
    "工作簿里有表格软件不会写的 XML 实体；请重新保存",
    "the workbook declares XML entities, which no spreadsheet program writes; save it anew",
)
NO_VISIBLE_SHEET: Final = Text(
    "workbook.no_visible_sheet",
    "XLSX 文件里没有可见的工作表",
    "the file is no readable XLSX workbook: it has no visible sheet",
)
TOO_MANY_SHEETS: Final = Text(
    "workbook.too_many_sheets",
    "工作簿超过 {most} 张工作表；请拆分",
    "the workbook has more than {most} sheets; split it",
)
SHEET_TOO_WIDE: Final = Text(
    "workbook.sheet_too_wide", "工作表超过 {most} 栏；请拆分", "the sheet has more than {most} columns; split it"
)
SHEET_TOO_LONG: Final = Text(
    "workbook.sheet_too_long", "工作表超过 {most} 行；请拆分", "the sheet has more than {most} lines; split it"
)
WORKBOOK_TOO_MANY_CELLS: Final = Text(
    "workbook.too_many_cells",
    "工作簿超过 {most} 个单元格（含中间的空格）；请删去右侧远处的内容，或拆分",
    "the workbook has more than {most} cells, the empty ones before others included; "
    "delete what stands far to the right, or split it",
)

# A line
BAD_QUOTE: Final = Text(
    "line.bad_quote",
    "有未闭合的引号，或单元格中间有引号、换行",
    "has a quote that never closes, or a quote or line end in the middle of a cell",
)
QUOTE_CLOSES_LATER: Final = Text(
    "line.quote_closes_later",
    "的引号到后面的行才闭合，会吞掉别的行",
    "has a quote that closes on a later line only, so that other rows would be lost in a cell",
)
CELL_TOO_LONG: Final = Text(
    "line.cell_too_long", "有超过 {most} 字的单元格", "has a cell of more than {most} characters"
)
CELL_TOO_LONG_OR_QUOTE: Final = Text(
    "line.cell_too_long_or_quote",
    "有超过 {most} 字的单元格，或有未闭合的引号",
    "has a cell of more than {most} characters, or a quote that never closes",
)
DAMAGED_LINE: Final = Text(
    "line.damaged",
    "已损坏：该行第 {byte} 个字节不是 {encoding}",
    "is damaged: byte {byte} of the line is no {encoding}",
)

# A cell
FORMULA_WITHOUT_RESULT: Final = Text(
    "cell.formula_without_result",
    "公式没有算出值；请用表格软件打开、保存，或直接填写数值",
    "a formula without a value: open the file in a spreadsheet program and save it, or write the value",
)
SHOWN: Final = Text("cell.shown", "所写的 {text}：", "{text}: ")
SHOWS_ERROR: Final = Text(
    "cell.shows_error",
    "{shown}表格软件在此显示错误；请加宽该栏，或填写数值",
    "{shown}a spreadsheet program shows an error here; widen the column, or enter the value",
)
MADE_A_NUMBER: Final = Text(
    "cell.made_a_number",
    "{shown}被表格软件当成数，末几位已丢失；请把该栏设为文本后重新填写",
    "{shown}a spreadsheet program made a number of it and its last digits are lost; "
    "format the column as text and enter it again",
)
DIGITS_CUT: Final = Text(
    "cell.digits_cut",
    "{shown}第 {exact} 位以后都是零，像是被表格软件截断；请把该栏设为文本后重新填写，确实如此结尾的请每四位空一格",
    "{shown}the digits after the {exact}th are zeros, as a spreadsheet program leaves them; format the "
    "column as text and enter it again, in groups of four where it really ends so",
)
NO_WHOLE_NUMBER: Final = Text(
    "cell.no_whole_number",
    "{text} 不是整数；请只写数字，如 120",
    "{text} is not a whole number; write digits only, such as 120",
)
NUMBER_TOO_LARGE: Final = Text(
    "cell.number_too_large", "{count} 位的数过大；请更正", "a number of {count} digits is too large; correct it"
)
NEITHER_YES_NOR_NO: Final = Text(
    "cell.neither_yes_nor_no",
    "{text} 既不是“是”也不是“否”；请写是或否",
    "{text} is neither yes nor no; write 是 or 否, yes or no",
)
NUMBER_OF_A_DAY: Final = Text(
    "cell.number_of_a_day",
    "{text} 是表格软件存日期 {day} 用的数；请把该栏设为日期格式，或写 {day}",
    "{text} is the number a spreadsheet program keeps for {day}; format the column as a date, "
    "or write {day} if that is meant",
)
DATE_FOR_A_MONTH: Final = Text(
    "cell.date_for_a_month",
    "{text} 是表格软件的日期；请把该栏设为文本，写成 2022-07",
    "{text} is a date of a spreadsheet program; format the column as text and write 2022-07",
)
DAY_TWICE: Final = Text("cell.day_twice", "{day} 出现两次；请只留一个", "{day} stands twice; keep one of the two")
