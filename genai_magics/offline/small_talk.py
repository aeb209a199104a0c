"""What everybody tries first: greetings, who are you, sums, jokes, haiku, a summary, a translation, all of Markdown."""

import re
from collections import Counter
from pathlib import Path

from .arithmetic import find_sum, work_out
from .subjects import mentions, subjects
from .talk import Spoken, Talk

_SHOWCASE = Path(__file__).with_name("showcase.md")
_GREETING = (
    r"^\W*(hello|hi|hey|hallo|good (morning|evening|afternoon|day)|bonjour|hola|ciao)"
    r"( there| you| everyone| world)?\W*$"
)
_THANKS = r"^\W*(thanks?( you)?( very much| a lot)?|cheers|great|perfect|nice)\W*$"
_PERMISSION = r"^\W*((i have|may i ask|can i ask( you)?) )?(one|another|a) (more |last )?question\W*$"
_IDENTITY = (
    r"\bwho are you\b|\bwhat are you\b|\b(which|what) model (are|is|do)\b|\bare you (real|gemini|an? \w+)\b|"
    r"\bintroduce yourself\b"
)
_ABILITIES = r"\bwhat (can|else can) (you|i) (do|ask)\b|\bwhat do you know\b|^\W*help\W*$|\bhow can you help\b"
_CALCULATE = r"\b(what('s| is| are)|calculate|compute|work out|how much|evaluate|solve|sum|result)\b|="
_GREETINGS = {
    "German": ("Guten Tag", "Danke schön", "Auf Wiedersehen"),
    "French": ("Bonjour", "Merci beaucoup", "Au revoir"),
    "Spanish": ("Buenos días", "Muchas gracias", "Adiós"),
    "Italian": ("Buongiorno", "Grazie mille", "Arrivederci"),
    "Portuguese": ("Bom dia", "Muito obrigado", "Adeus"),
    "Dutch": ("Goedendag", "Dank u wel", "Tot ziens"),
    "Japanese": ("こんにちは", "ありがとうございます", "さようなら"),
    "Chinese": ("你好", "谢谢", "再见"),
    "Arabic": ("مرحبا", "شكرا جزيلا", "مع السلامة"),
    "Hindi": ("नमस्ते", "धन्यवाद", "अलविदा"),
    "Greek": ("Γεια σας", "Ευχαριστώ πολύ", "Αντίο"),
    "Ukrainian": ("Добрий день", "Дуже дякую", "До побачення"),
}
_JOKES = (
    "A programmer's partner says: “Buy a loaf of bread, and if they have eggs, buy a dozen.”\n\n"
    "The programmer comes home with **twelve loaves**. They had eggs.",
    "There are `10` kinds of people: those who read binary, and those who do not.",
    "A statistician drowned crossing a river. It was **one metre deep on average**.",
    "Why do notebooks make poor historians?\n\n*Because cell 7 ran before cell 3, and both insist they came first.*",
)
_HAIKU = (
    ("An empty cell waits", "the cursor blinks like a star", "meaning scrolls in view"),
    ("Kernel starts to hum", "a thousand small brackets close", "the plot blooms at last"),
    ("Late night, tests are green", "the moon compiles on the lake", "no one pushes now"),
)


def greeting(talk: Talk) -> Spoken | None:
    """A greeting for a greeting, thanks for thanks."""
    if re.search(_THANKS, talk.prompt, re.IGNORECASE):
        words = ("You are welcome!", "With pleasure.", "Glad it helped.")
        return Spoken(f"{talk.chance.pick(words, 'thanks')} Ask on whenever you like.", "The user says thanks.")
    if re.search(_PERMISSION, talk.prompt, re.IGNORECASE):
        words = ("Of course, go ahead!", "Please do!", "Ask away.")
        return Spoken(
            f"{talk.chance.pick(words, 'permission')} I still have the turns before in mind.", "Let them ask."
        )
    if not re.search(_GREETING, talk.prompt, re.IGNORECASE):
        return None
    openings = ("Hello! 👋", "Hi there! 👋", "Good to see you! 👋")
    again = "" if talk.ask.first else " We have met already in this conversation, so just go on."
    text = (
        f"{talk.chance.pick(openings, 'hello')}{again}\n\n"
        "I am a small model built into `genai_magics`. A few things to try:\n\n"
        "- *Explain list comprehensions, with a table and a short example.*\n"
        "- *What is Bayes' theorem?*\n"
        "- *How do I use `%%genai --temperature`?*\n"
        "- *Show me every kind of Markdown*"
    )
    return Spoken(text, "The user greets; a greeting and a few things to try are the best answer.")


def identity(talk: Talk) -> Spoken | None:
    """Who is speaking, honestly."""
    if not re.search(_IDENTITY, talk.prompt, re.IGNORECASE):
        return None
    openings = (
        "I am the **offline demo of genai_magics**.",
        "You are talking to the **offline demo of genai_magics**.",
    )
    text = (
        f"{talk.chance.pick(openings, 'identity')} I am not a large language model: I am a few Python files that "
        "speak the Gemini API's own protocol inside this process.\n\n"
        "| | offline demo | a real Gemini model |\n|---|---|---|\n"
        "| Needs a key | no | yes, `GOOGLE_API_KEY` |\n"
        "| Sends your prompt away | never | to the service you chose |\n"
        "| Knows | a small library of subjects | very much more |\n"
        "| Same question, same settings | always the same words | not always |\n\n"
        f"The request asked for the model `{talk.ask.model}`; with a key, that model would have answered."
    )
    return Spoken(text, "The user asks who is speaking; the honest answer is: a small built-in demo.")


def abilities(talk: Talk) -> Spoken | None:
    """What can be asked here."""
    if not re.search(_ABILITIES, talk.prompt, re.IGNORECASE):
        return None
    families: dict[str, list[str]] = {}
    for subject in subjects():
        families.setdefault(subject.family or "more", []).append(subject.title)
    known = "\n".join(f"  - *{family}*: {', '.join(titles)}" for family, titles in families.items())
    text = (
        "## What this offline demo can do\n\n"
        f"- **Explain {len(subjects())} subjects**, each with a table, an example and rules of thumb\n{known}\n"
        "- **Follow a conversation**: *and now the same for dictionaries*, *shorter*, *why?*, *what did I just ask?*\n"
        "- **Small jobs**: sums such as `17*23`, a summary of a text you paste, greetings in twelve languages, "
        "a haiku, a joke\n"
        "- **Show the API's faces**: thinking, tool calls, JSON by a schema, safety blocks, errors. "
        "Ask *what demo switches are there?*\n"
        "- **Answer about genai_magics itself**, from its documentation\n\n"
        "> For everything else, set `GOOGLE_API_KEY` and a real model answers in the same place."
    )
    return Spoken(text, "The user asks what is possible here, so list the subjects and the small jobs.")


def calculation(talk: Talk) -> Spoken | None:
    """The value of a sum, when the prompt is one or asks for one."""
    expression = find_sum(talk.prompt)
    if expression is None or len(talk.prompt) > 200:
        return None
    is_range = re.fullmatch(r"\d+-\d+", expression) is not None
    if re.search(r"[A-Za-z]{2,}", talk.prompt) and (is_range or not re.search(_CALCULATE, talk.prompt, re.IGNORECASE)):
        return None
    try:
        value = work_out(expression)
    except ZeroDivisionError:
        return Spoken(f"`{expression}` has **no value**: it divides by zero.", "The sum divides by zero.")
    except ArithmeticError:
        return None
    shown = f"{value:.12g}" if isinstance(value, float) and not value.is_integer() else f"{int(value):,}"
    openings = ("The answer is **{0}**.", "That makes **{0}**.", "**{0}**.")
    opening = talk.chance.pick(openings, "sum").format(shown)
    text = f"{opening}\n\n```python\n>>> {expression}\n{value:.12g}\n```" if len(shown) < 14 else opening
    return Spoken(text, f"The prompt holds the sum {expression}; worked out, it is {shown}.")


def entertainment(talk: Talk) -> Spoken | None:
    """A joke or a haiku."""
    if mentions(talk.prompt, "joke"):
        return Spoken(talk.chance.pick(_JOKES, "joke"), "The user wants a joke; pick one from the small stock.")
    if not (mentions(talk.prompt, "haiku") or mentions(talk.prompt, "poem")):
        return None
    lines = talk.chance.pick(_HAIKU, "haiku")
    return Spoken("\n".join(f"> *{line}*  " for line in lines), "A haiku: five, seven and five syllables.")


def translation(talk: Talk) -> Spoken | None:
    """Greetings in the language named; honest about knowing no more."""
    language = next((each for each in _GREETINGS if mentions(talk.prompt, each)), None)
    asked = re.search(r"\b(translate|translation|how do (you|i) say|say \w+ in|in \w+)\b", talk.prompt, re.IGNORECASE)
    if language is None or not asked or len(talk.prompt) > 200:
        return None
    hello, thanks, goodbye = _GREETINGS[language]
    text = (
        f"{hello}! This offline demo knows only a few words of {language}:\n\n"
        f"| English | {language} |\n|---|---|\n"
        f"| Good day | {hello} |\n| Thank you very much | {thanks} |\n| Goodbye | {goodbye} |\n\n"
        "A real model translates anything: set `GOOGLE_API_KEY` and send the same turn again."
    )
    return Spoken(text, f"The user asks for {language}; the demo knows three greetings of it.")


def summary(talk: Talk) -> Spoken | None:
    """The sentences of a pasted text that carry most of its frequent words, in their order."""
    found = re.match(
        r"\s*(?:please )?(?:summari[sz]e|sum up|give me a summary of)\b([^:\n]*)[:\n](.+)",
        talk.ask.prompt,
        re.DOTALL | re.IGNORECASE,
    )
    if not found:
        return None
    sentences = list(dict.fromkeys(re.split(r"(?<=[.!?])\s+", " ".join(found[2].split())[:20_000])))
    if len(sentences) < 3:
        return None
    kept = _heaviest(sentences, max(2, min(5, len(sentences) // 3)))
    lines = "\n".join(f"- {sentence}" for sentence in kept)
    text = f"**In short** ({len(kept)} of {len(sentences)} sentences carry most of it):\n\n{lines}"
    return Spoken(text, "Count how often each word occurs and keep the sentences that hold the frequent ones.")


def markdown_showcase(talk: Talk) -> Spoken | None:
    """A page with every kind of Markdown on it."""
    if not re.search(
        r"\b(every|all|each) (the )?(kinds?|forms?|sorts?|types?)? ?(of )?markdown\b", talk.prompt, re.IGNORECASE
    ):
        return None
    return Spoken(_SHOWCASE.read_text("utf-8").strip(), "The user wants to see all of Markdown, so show one of each.")


def _heaviest(sentences: list[str], count: int) -> list[str]:
    frequent = Counter(word for sentence in sentences for word in re.findall(r"\w{4,}", sentence.lower()))

    def weight(sentence: str) -> float:
        words = re.findall(r"\w{4,}", sentence.lower())
        return sum(frequent[word] for word in words) / (len(words) + 3)

    chosen = sorted(sentences, key=weight, reverse=True)[:count]
    return [sentence for sentence in sentences if sentence in chosen]
