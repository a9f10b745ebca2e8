"""What several refusals advise."""

from typing import Final

from shared.texts import Text

LOOK_AGAIN: Final = Text("advice.look_again", "稍后再看", "look again in a moment")
CHECK_THE_ID: Final = Text("advice.check_the_id", "请核对编号", "check the id")
CHECK_THE_NUMBER: Final = Text("advice.check_the_number", "请核对号码", "check the number")
ANOTHER_APPROVES: Final = Text("advice.another_approves", "请另一人核准", "another person approves")
