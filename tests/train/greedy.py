"""The plainest possible greedy decoding with a torch decoder, to compare everything else with."""

import torch


def logits(decoder, ids):
    """The scores (length, vocabulary) after each of `ids`, as one plain causal example."""
    with torch.no_grad():
        length = len(ids)
        causal = torch.ones(1, 1, length, length, dtype=torch.bool).tril()
        hidden = decoder(torch.tensor([ids]), torch.arange(length)[None], causal)
        return decoder.logits(hidden)[0]


def greedy(decoder, tokenizer, prompt, count):
    """At most `count` ids that follow `prompt`, up to and without the end marker."""
    ids = list(prompt)
    for _ in range(count):
        following = int(logits(decoder, ids)[-1].argmax())
        if following == tokenizer.end:
            break
        ids.append(following)
    return ids[len(prompt) :]
