"""Lines of money and why each is what it is, as they are answered."""

from shared.http.answers import Answer


class Wording(Answer):
    """A text in Chinese and in English."""

    zh: str
    en: str
