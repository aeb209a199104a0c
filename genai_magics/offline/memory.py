"""Answers about the conversation itself: what was asked, what was answered, who the user said they are."""

import re

from .talk import Spoken, Talk, quoted

_ASKED = r"\bwhat (did|have) i (just )?(ask(ed)?|sa(y|id))\b|\bmy (last|previous|first) (question|prompt|message)\b"
_ALL = (
    r"\b(list|what are|which|all|every|how many)\b.*\b(questions|prompts|messages|turns)\b.*\b(i|my|we|so far|asked)\b"
)
_ANSWERED = (
    r"\bwhat (did|have) you (just )?(say|said|answer(ed)?|repl(y|ied))\b|\byour (last|previous) (answer|reply)\b"
)
_NAME = r"\bwhat('s| is) my name\b|\bwho am i\b|\bdo you (know|remember) my name\b"
_INTRODUCTION = r"\b(?:my name is|i am called|call me|i'm called)\s+([\w'-]{1,40})"


def memory(talk: Talk) -> Spoken | None:
    """The answer to a question about this conversation, or None for any other question."""
    prompt = talk.prompt
    for pattern, answer in ((_ALL, _all), (_ASKED, _asked), (_ANSWERED, _answered), (_NAME, _name)):
        if re.search(pattern, prompt, re.IGNORECASE):
            return Spoken(answer(talk), "The question is about this conversation, so the answer is in its history.")
    if introduced := re.search(_INTRODUCTION, prompt, re.IGNORECASE):
        text = f"Nice to meet you, **{introduced[1]}**. Ask me *what is my name?* in a later turn, and I will know it."
        return Spoken(text, "The user gives a name; it stays in the history that is sent with every turn.")
    return None


def _asked(talk: Talk) -> str:
    if not talk.questions:
        return "Nothing yet: this is the **first turn** of our conversation, as far as the history sent to me goes."
    first = re.search(r"\bfirst\b", talk.prompt, re.IGNORECASE) is not None
    asked = talk.questions[0 if first else -1]
    openings = ("You just asked:", "Your last question was:", "A moment ago you asked:")
    opening = "Your first question was:" if first else talk.chance.pick(openings, "asked")
    return f"{opening}\n\n{_blockquote(asked)}\n\n{_place(talk)}"


def _all(talk: Talk) -> str:
    if not talk.questions:
        return _asked(talk)
    lines = [f"{i}. {quoted(question, 100)}" for i, question in enumerate(talk.questions, 1)]
    return "So far you have asked:\n\n" + "\n".join(lines) + f"\n\n{_place(talk)}"


def _answered(talk: Talk) -> str:
    if not talk.replies:
        return "I have not answered anything yet in this conversation."
    reply = talk.replies[-1]
    headings = re.findall(r"^#{2,3} (.+)$", reply, re.MULTILINE)
    about = f" under the headings {', '.join(f'*{each}*' for each in headings)}" if headings else ""
    words = len(reply.split())
    return f"My last reply had **{words} words**{about}. It began:\n\n{_blockquote(_beginning(reply))}"


def _name(talk: Talk) -> str:
    told = [found[1] for text in talk.questions for found in re.finditer(_INTRODUCTION, text, re.IGNORECASE)]
    if not told:
        return "You have not told me your name in this conversation. Say *my name is ...* and ask again."
    return f"Your name is **{told[-1]}**: you told me earlier in this conversation."


def _beginning(reply: str) -> str:
    paragraphs = [part for part in reply.split("\n\n") if not part.startswith(("*", ">", "#", "|", "```"))]
    return quoted((paragraphs or [reply])[0])


def _blockquote(text: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in text[:600].splitlines())


def _place(talk: Talk) -> str:
    turn = len(talk.questions) + 1
    return f"This is turn {turn} of our conversation; {turn - 1} came before it."
