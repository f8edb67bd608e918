"""Chat completions of an OpenAI-compatible server: one question at a time, tried again where that can help, and counted.

https://platform.openai.com/docs/api-reference/chat
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kg.errors import LanguageModelError
from kg.llm.schema import INSTRUCTIONS, response_schema

#: Answers that another try may change: too many requests, and what the server did wrong itself.
_AGAIN = frozenset({408, 409, 429, 500, 502, 503, 504})
_TRIES = 4


@dataclass(slots=True)
class Usage:
    """What was used: questions sent, answers taken from the cache, tokens as the server counts them."""

    requests: int = 0
    cached: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A model at a base URL, such as ``http://127.0.0.1:8000/v1``."""

    url: str
    model: str
    key: str = ""
    seconds: float = 120.0
    wait: Callable[[float], None] = time.sleep

    def ask(self, document: str, usage: Usage) -> str:
        """The model's answer about a document, as text.

        Raises:
            LanguageModelError: no answer after four tries, or one that is none of a chat completion.
        """
        try:
            import httpx
        except ImportError as error:
            raise LanguageModelError("a language model needs the extra writ[llm] (httpx)") from error
        body = {
            "model": self.model,
            "temperature": 0,
            "seed": 0,
            "messages": [{"role": "system", "content": INSTRUCTIONS}, {"role": "user", "content": document}],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "facts", "strict": True, "schema": response_schema()},
            },
        }
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        reason = ""
        for tried in range(_TRIES):
            if tried:
                self.wait(2.0**tried)
            try:
                answer = httpx.post(
                    f"{self.url.rstrip('/')}/chat/completions",
                    json=body,
                    headers=headers,
                    timeout=self.seconds,
                )
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                reason = f"{type(error).__name__}: {error}"
                continue
            usage.requests += 1
            if answer.status_code == 200:
                return _content(answer.content, usage)
            reason = f"status {answer.status_code}: {answer.text[:200]}"
            if answer.status_code not in _AGAIN:
                break
        raise LanguageModelError(f"{self.model} at {self.url} gave no answer ({reason})")


def _content(body: bytes, usage: Usage) -> str:
    import orjson

    try:
        answer: dict[str, Any] = orjson.loads(body)
        used = answer.get("usage") or {}
        usage.prompt_tokens += int(used.get("prompt_tokens", 0))
        usage.completion_tokens += int(used.get("completion_tokens", 0))
        return str(answer["choices"][0]["message"]["content"])
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise LanguageModelError(f"the server's answer is no chat completion: {error!r}") from error
