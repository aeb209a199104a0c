"""What the offline model says, and what it remembers."""

import re

import pytest

from .asking import answer, chat, conversation, post, respond, user, words

LIST_QUESTION = "Explain list comprehensions, with a table and a short example."


def test_the_first_reply_says_that_it_is_the_demo() -> None:
    """The first reply opens with one line in italics: the offline demo, and no request left this machine."""
    first, *_ = answer(LIST_QUESTION).split("\n")
    assert re.fullmatch(r"\*.*offline demo.*No request left this machine\.\*", first)


def test_later_replies_do_not_repeat_the_notice() -> None:
    """Once the model has spoken the notice is not said again."""
    _, second = chat(LIST_QUESTION, "And now the same for dictionaries.")
    assert "left this machine" not in second


def test_the_newcomers_question_gets_every_form_asked_for() -> None:
    """The question on the front page is answered with headings, a table, Python code, a nested list and a quote."""
    text = answer(LIST_QUESTION, {"temperature": 0})
    for form in (r"^## List comp", r"^### ", r"^\| Part \|", r"^```python\n", r"^- .*\n  - ", r"^> "):
        assert re.search(form, text, re.MULTILINE), form


def test_a_follow_up_is_understood_from_the_history() -> None:
    """ "The same for dictionaries" after list comprehensions is about dict comprehensions, and says it follows on."""
    _, second = chat(LIST_QUESTION, "And now the same for dictionaries.")
    assert "list comprehensions" in second.split("\n")[0]
    assert "## Dict comprehensions" in second
    assert "{word: len(word) for word in words}" in second


@pytest.mark.parametrize(
    ("prompts", "expected"),
    [
        pytest.param(["What is a closure?", "shorter"], r"\*\*Closures\*\*, in short:", id="shorter"),
        pytest.param(["What is a closure?", "as a table"], r"\| `nonlocal` \|", id="as a table"),
        pytest.param(["What is a closure?", "why?"], r"Configure once", id="why"),
        pytest.param(["What is a closure?", "give me an example"], r"```python", id="an example"),
        pytest.param(["What is a closure?", "tell me more"], r"### Another example", id="more"),
        pytest.param(["What is a closure?", "again"], r"## Closures", id="again"),
        pytest.param(["What is a closure?", "shorter", "why?"], r"Configure once", id="through another follow-up"),
        pytest.param(["What is a p-value?", "and for Bayes' theorem?"], r"## Bayes' theorem", id="another subject"),
        pytest.param(["Explain list comprehensions", "same for generators?"], r"## Generator expr", id="same family"),
        pytest.param(["How tall is Olympus Mons?", "why?"], r"Olympus Mons", id="nothing known before"),
        pytest.param(["What is a closure?", "And shorter, please"], r"in short", id="and shorter"),
        pytest.param(["What is a closure?", "Now give me an example."], r"\*\*closures\*\*:", id="now an example"),
        pytest.param(["What is a closure?", "and for bicycles?"], r"no answer of its own", id="something unknown"),
        pytest.param(["What is Bayes' theorem?", "why?"], r"\*\*Bayes' theorem\*\*", id="a proper name"),
        pytest.param(["why?"], r"no turn before it", id="nothing before"),
        pytest.param(["hello", "one more question"], r"go ahead", id="one more question"),
    ],
)
def test_follow_ups(prompts: list[str], expected: str) -> None:
    """A follow-up is answered about the subject of the turns before."""
    assert re.search(expected, chat(*prompts)[-1])


def test_another_example_is_another_one() -> None:
    """Asked for another example, the model gives one that has not been shown in this conversation."""
    first, second = chat("Explain dict comprehensions", "another example")
    code = re.search(r"```python\n(.*?)```", second, re.DOTALL)
    assert code
    assert code[1] not in first


@pytest.mark.parametrize(
    ("prompts", "expected"),
    [
        pytest.param(["What is Bayes?", "what did I just ask?"], "> What is Bayes?", id="last question"),
        pytest.param(["hello", "17*23", "what was my first question?"], "> hello", id="first question"),
        pytest.param(["hello", "17*23", "list all questions I asked"], "2. “17*23”", id="all questions"),
        pytest.param(["my name is Ada", "hello", "what is my name?"], "**Ada**", id="name"),
        pytest.param(["17*23", "what did you say?"], "**391**", id="last reply"),
        pytest.param(["what did I just ask?"], "first turn", id="nothing asked yet"),
    ],
)
def test_the_conversation_is_remembered(prompts: list[str], expected: str) -> None:
    """Questions about the conversation are answered from its history."""
    assert expected in chat(*prompts)[-1]


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        pytest.param("hello", "Hello!", id="hello"),
        pytest.param("Who are you?", "offline demo of genai_magics", id="who are you"),
        pytest.param("What can you do?", "## What this offline demo can do", id="what can you do"),
        pytest.param("17*23", "391", id="a sum"),
        pytest.param("Mean and variance of [3, 1, 4, 1, 5, 9, 2, 6]?", "| mean | 3.875 |", id="measures of a list"),
        pytest.param("What is (2 + 3) × 4 - 1?", "19", id="a sum in words"),
        pytest.param("what is 2^10", "1,024", id="a power"),
        pytest.param("What is 1/0?", "no value", id="division by zero"),
        pytest.param("what is 9**9**9**9", "offline demo", id="a sum that is too large"),
        pytest.param("Tell me a joke", "dozen", id="a joke"),
        pytest.param("Write a haiku about cells", "> *", id="a haiku"),
        pytest.param("Translate good day to French", "Bonjour", id="a translation"),
        pytest.param("What is `%%genai --temperature` for?", "likely words", id="a flag"),
        pytest.param("What is genai_magics?", "one conversation", id="the project"),
        pytest.param("How do I set my API key?", "GOOGLE_API_KEY", id="the key"),
        pytest.param("How do I open the panel?", "%genai_chat", id="the panel"),
        pytest.param("what demo switches are there?", "[demo: stall]", id="the switches"),
        pytest.param("What is the 2024-2025 season?", "beyond", id="a range is no sum"),
        pytest.param("What do you mean?", "beyond", id="a word that is also a subject"),
    ],
)
def test_what_newcomers_try(prompt: str, expected: str) -> None:
    """The usual first prompts get a fitting answer."""
    assert expected in answer(prompt, {"temperature": 0})


def test_a_summary_is_made_of_the_texts_own_sentences() -> None:
    """A pasted text is summed up by fewer of its own sentences."""
    sentences = ["Bees collect nectar.", "Bees make honey from nectar.", "It rained.", "Honey keeps for years."]
    text = answer("Summarise: " + " ".join(sentences), {"temperature": 0})
    kept = [sentence for sentence in sentences if sentence in text]
    assert 2 <= len(kept) < len(sentences)
    assert "It rained." not in kept


def test_every_kind_of_markdown_is_on_the_show_page() -> None:
    """The show page has headings, nested lists, tasks, a table, code, mathematics, quotes, a rule and emphasis."""
    text = answer("Show me every kind of Markdown")
    for form in ("# ", "  - ", "- [x]", "|:---", "```python", "$$\n", "> > ", "\n---\n", "**", "~~", "$e^{i"):
        assert form in text, form


def test_an_unknown_question_is_answered_honestly_and_in_its_own_words() -> None:
    """A question beyond the demo is reflected, named as beyond it, and the way to a real answer is shown."""
    text = answer("How do swallows navigate across the Sahara?", {"temperature": 0})
    for expected in ("swallows", "Sahara", "demo", "GOOGLE_API_KEY", "|---|", "```"):
        assert expected in text


def test_a_system_instruction_shows() -> None:
    """The reply names the system instruction, and follows the instructions the demo knows."""
    text = answer(
        "Explain closures",
        systemInstruction={
            "parts": [{"text": "Begin with 'Hm.' Speak like a pirate. End every reply with 'Land ho!'"}]
        },
    )
    assert "Following the system instruction “Begin with 'Hm.'" in text
    assert text.startswith("Hm.\n")
    assert "Ahoy" in text
    assert text.endswith("Land ho!")


@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", ["list ", "begin with ", "(", "1+", "[demo:", "in A, and ", "summarise: ", "and but "])
def test_a_long_row_of_anything_is_answered_soon(unit: str) -> None:
    """No prompt or system instruction, however long and odd, keeps the model busy."""
    row = unit * (300_000 // len(unit))
    assert answer(row, systemInstruction={"parts": [{"text": row}]})


def test_a_long_row_of_follow_ups_is_answered_soon() -> None:
    """Hundreds of turns that all lean on the ones before are no burden."""
    assert "no answer" in words(post({"contents": conversation(*["why?", "x"] * 300, "why?")}).json())


def test_a_system_instruction_can_make_it_short() -> None:
    """ "Be brief" as a system instruction gives the short form of an answer."""
    instruction = {"parts": [{"text": "Be brief."}]}
    brief = answer("Explain closures", {"temperature": 0}, systemInstruction=instruction)
    assert len(brief) < len(answer("Explain closures", {"temperature": 0})) / 2


def test_attached_data_is_acknowledged_with_type_and_size() -> None:
    """Attached bytes are named by type and size, and said not to be looked into."""
    parts = [{"text": "What is this?"}, {"inline_data": {"mime_type": "image/png", "data": "AAAAAAAAAAA="}}]
    response = post({"contents": [{"role": "user", "parts": parts}]}).json()
    assert "`image/png` of 8 bytes" in words(response)
    assert response["usageMetadata"]["promptTokenCount"] == 4 + 258


def test_thinking_comes_in_parts_of_its_own_and_is_counted() -> None:
    """With includeThoughts the thinking is a thought part before the answer; its tokens are counted apart."""
    response = respond("Explain closures", {"thinkingConfig": {"includeThoughts": True}})
    thought, reply = response["candidates"][0]["content"]["parts"]
    assert thought["thought"] is True
    assert "'Closures'" in thought["text"]
    assert "thought" not in reply
    usage = response["usageMetadata"]
    counted = usage["promptTokenCount"] + usage["candidatesTokenCount"] + usage["thoughtsTokenCount"]
    assert usage["thoughtsTokenCount"] > 0
    assert usage["totalTokenCount"] == counted


@pytest.mark.parametrize("config", [{}, {"includeThoughts": True, "thinkingBudget": 0}], ids=["absent", "budget 0"])
def test_no_thinking_unless_asked(config: dict[str, object]) -> None:
    """Without a thinking configuration, or with a budget of 0, there is no thinking and none is counted."""
    response = respond("Explain closures", {"thinkingConfig": config})
    assert len(response["candidates"][0]["content"]["parts"]) == 1
    assert "thoughtsTokenCount" not in response["usageMetadata"]


def test_history_given_by_the_caller_counts() -> None:
    """The model reads the history it is sent, whoever wrote it."""
    turns = [*conversation("Explain set comprehensions", "Gladly."), user("why?")]
    assert "No doubles" in words(post({"contents": turns}).json())
