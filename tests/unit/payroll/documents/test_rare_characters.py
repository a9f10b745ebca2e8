"""Names keep every character: those of the fonts are shown, the others stand out and are reported."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from services.payroll.documents.payslip import payslips_html, payslips_pdf
from services.payroll.documents.payslip_spreadsheet import payslips_xlsx
from services.payroll.documents.pdf import render_pdf
from tests.unit.payroll.documents.examples import empty_payslip, opened, pages_of, payslip

GENERAL_STANDARD_BEYOND_THE_BASIC_BLOCK = (
    "㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡"
    "䏲䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮鿍鿎鿏𠅤𠙶𠳐𡎚𡐓𣗋𣲗𣲘𣸣𤧛𤩽𤫉𥔲𥕢𥖨𥻗"
    "𦈡𦒍𦙶𦝼𦭜𦰡𧿹𨐈𨙸𨚕𨟠𨭉𨱇𨱏𨱑𨱔𨺙𩽾𩾃𩾌𪟝𪣻𪤗𪨰𪨶𪩘𪾢𫄧𫄨𫄷𫄸𫇭𫌀𫍣𫍯𫍲𫍽𫐄𫐐𫐓𫑡𫓧𫓯𫓶𫓹𫔍𫔎𫔶"
    "𫖮𫖯𫖳𫗧𫗴𫘜𫘝𫘦𫘧𫘨𫘪𫘬𫚕𫚖𫚭𫛭𫞩𫟅𫟦𫟹𫟼𫠆𫠊𫠜𫢸𫫇𫭟𫭢𫭼𫮃𫰛𫵷𫶇𫷷𫸩𬀩𬀪𬂩𬃊𬇕𬇙𬇹𬉼𬊈𬊤𬌗𬍛𬍡"
    "𬍤𬒈𬒔𬒗𬕂𬘓𬘘𬘡𬘩𬘫𬘬𬘭𬘯𬙂𬙊𬙋𬜬𬜯𬞟𬟁𬟽𬣙𬣞𬣡𬣳𬤇𬤊𬤝𬨂𬨎𬩽𬪩𬬩𬬭𬬮𬬱𬬸𬬹𬬻𬬿𬭁𬭊𬭎𬭚𬭛𬭤𬭩𬭬"
    "𬭯𬭳𬭶𬭸𬭼𬮱𬮿𬯀𬯎𬱖𬱟𬳵𬳶𬳽𬳿𬴂𬴃𬴊𬶋𬶍𬶏𬶐𬶟𬶠𬶨𬶭𬶮𬷕𬸘𬸚𬸣𬸦𬸪𬹼𬺈𬺓"
)
"""What the table of general standard characters has outside the basic block, which the fonts hold complete."""


def printed(text: str) -> tuple[tuple[str, ...], str]:
    outcome = payslips_pdf([payslip(name=text)])
    return outcome.missing_characters, "".join(pages_of(outcome.content))


def test_every_character_of_gb2312_is_in_the_fonts() -> None:
    rows = [bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)]
    characters = "".join(row.decode("gb2312", "ignore") for row in rows)
    assert len(characters) == 6763
    assert payslips_pdf([payslip(name=characters)]).missing_characters == ()


def test_every_general_standard_character_is_in_the_fonts() -> None:
    basic_block = "".join(map(chr, range(0x4E00, 0x9FA6)))
    assert payslips_pdf([payslip(name=basic_block)]).missing_characters == ()
    missing, page = printed(GENERAL_STANDARD_BEYOND_THE_BASIC_BLOCK)
    assert missing == ()
    assert GENERAL_STANDARD_BEYOND_THE_BASIC_BLOCK in page


def test_rare_characters_of_names_can_be_searched_for() -> None:
    missing, page = printed("㐂䶮䲠")
    assert missing == ()
    assert page.count("㐂䶮䲠") == 2
    assert "〓" not in page


@pytest.mark.parametrize("name", ["𠮷田", "𰻞𰻝", "𡃁𠀋", "𬎆"])
def test_characters_beyond_the_basic_plane_are_shown_in_the_font_behind(name: str) -> None:
    missing, page = printed(name)
    assert missing == ()
    assert page.count(name) == 2
    assert "〓" not in page


def test_a_character_the_fonts_lack_is_shown_as_a_gap_named_and_reported() -> None:
    missing, page = printed("𠀁田😀")
    assert missing == ("😀", "𠀁")
    assert "〓田〓" in page
    assert "〓代表字库缺字：U+1F600,U+20001" in page


def test_only_the_payslip_with_the_gap_carries_the_note() -> None:
    outcome = payslips_pdf([payslip(), payslip(name="𠀁"), empty_payslip()])
    assert ["U+20001" in page for page in pages_of(outcome.content)] == [False, True, False]
    assert outcome.missing_characters == ("𠀁",)


@pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\u2066", "\x07"])
def test_characters_that_could_hide_or_turn_text_around_are_shown(hidden: str) -> None:
    missing, page = printed(f"张{hidden}三")
    assert missing == (hidden,)
    assert "张〓三" in page


def test_a_variation_selector_leaves_its_character() -> None:
    missing, page = printed("葛\U000e0100洪")
    assert missing == ()
    assert "葛洪" in page


def test_html_and_workbooks_keep_the_characters_themselves() -> None:
    assert "𠮷㐂䶮" in payslips_html([payslip(name="𠮷㐂䶮")])
    assert opened(payslips_xlsx([payslip(name="𠮷㐂䶮")])).worksheets[0]["C3"].value == "𠮷㐂䶮"


def test_a_title_is_part_of_the_file() -> None:
    assert (information := PdfReader(BytesIO(payslips_pdf([payslip()]).content)).metadata) is not None
    assert information.title == "工资单"
    assert render_pdf("payslip", "题", [], "zh").missing_characters == ()
