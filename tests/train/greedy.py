"""The plainest possible greedy decoding with a torch decoder, to compare everything else with."""

import torch

from agentlite.train.packing import Block, examples


def logits(decoder, ids):
    """The scores (length, vocabulary) after each of `ids`, as one plain causal example."""
    block = Block([])
    block.add(ids, ids)
    with torch.no_grad():
        return decoder.logits(decoder(examples([block], len(ids))))[0]


def greedy(decoder, tokenizer, prompt, count):
    """At most `count` ids that follow `prompt`, up to and without the end marker."""
    ids = list(prompt)
    for _ in range(count):
        following = int(logits(decoder, ids)[-1].argmax())
        if following == tokenizer.end:
            break
        ids.append(following)
    return ids[len(prompt) :]
