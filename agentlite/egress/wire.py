"""The words that requests to language models are made of: they tell nothing of anyone."""

from __future__ import annotations

CHAT = frozenset(
    """
    model models messages message role content text system user assistant developer tool function name id type object
    stream stream_options include_usage max_tokens max_completion_tokens temperature top_p top_k n seed stop logprobs
    top_logprobs presence_penalty frequency_penalty parallel_tool_calls tool_choice none auto required store metadata
    response_format json_object json_schema schema strict reasoning reasoning_effort effort minimal low medium high
    thinking disabled enabled verbosity provider require_parameters data_collection deny usage include service_tier
    decision action reply output input input_text output_text
    """.split()
)
"""Keys and values of OpenAI-compatible chat completions."""

SCHEMA = frozenset(
    """
    $schema $id $ref $defs definitions type object array string number integer boolean null properties required items
    prefixItems additionalProperties enum const anyOf oneOf allOf not minLength maxLength minItems maxItems uniqueItems
    minimum maximum exclusiveMinimum exclusiveMaximum multipleOf pattern format title description default examples
    calls call with answer ask options decline
    """.split()
)
"""Keywords of JSON Schema, and the keys of a decision."""

VOCABULARY = CHAT | SCHEMA

HEADERS = frozenset("accept alive application bearer charset close http httpx identity json keep python utf".split())
"""What an HTTP client says in the values of its usual headers."""
