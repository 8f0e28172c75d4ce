"""A small decoder of the Llama architecture: RMSNorm, rotary positions, SwiGLU, tied embeddings.

It is what llama.cpp calls `llama`, so a trained one runs in llama.cpp and Ollama without a line of code of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812 (the name everybody knows)
from torch import Tensor, nn

from agentlite.train.packing import Examples


@dataclass(frozen=True, slots=True)
class Architecture:
    """The sizes of a decoder. `width` and `hidden` must be multiples of 32 (the block of Q8_0)."""

    vocab_size: int
    width: int = 256
    layers: int = 8
    heads: int = 4
    kv_heads: int = 4
    hidden: int = 704
    context: int = 1024
    rope_theta: float = 10_000.0
    norm_eps: float = 1e-5

    @property
    def head_size(self) -> int:
        return self.width // self.heads


class Decoder(nn.Module):  # type: ignore[misc, unused-ignore]
    """Token ids to hidden states; `logits` turns those into scores of the next token."""

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        self.architecture = architecture
        self.embedding = nn.Embedding(architecture.vocab_size, architecture.width)
        layers = [Layer(architecture) for _ in range(architecture.layers)]
        self.blocks = nn.ModuleList(layers)
        self.norm = nn.RMSNorm(architecture.width, eps=architecture.norm_eps)
        self.apply(_initialise)
        for layer in layers:
            for last in (layer.attention.output, layer.mlp.down):
                nn.init.normal_(last.weight, std=0.02 / (2 * architecture.layers) ** 0.5)

    def forward(self, examples: Examples) -> Tensor:
        """Hidden states (blocks, length, width) of the blocks' turns."""
        scenes, longest = examples.systems.shape
        blocks, length = examples.ids.shape
        within = torch.arange(longest, device=examples.ids.device).expand(scenes, longest)
        rotation = rotary(torch.cat((within.flatten(), examples.positions.flatten())), self.architecture)
        x: Tensor = self.embedding(torch.cat((examples.systems.flatten(), examples.ids.flatten())))
        dtype = torch.get_autocast_dtype(x.device.type) if torch.is_autocast_enabled(x.device.type) else x.dtype
        layout = Layout(scenes, examples.scene, *(_bias(seen, dtype) for seen in visibility(examples)))
        for layer in self.blocks:
            x = layer(x, rotation, layout)
        output: Tensor = self.norm(x[scenes * longest :])
        return output.view(blocks, length, -1)

    def logits(self, hidden: Tensor) -> Tensor:
        return F.linear(hidden, self.embedding.weight)


class Layout(NamedTuple):
    """Where the tokens of `packing.Examples` stand: system parts first, in rows, then the blocks."""

    scenes: int
    scene: Tensor
    system_bias: Tensor
    """(longest, longest)"""
    turn_bias: Tensor
    """(blocks, 1, length, longest + length)"""


class Layer(nn.Module):  # type: ignore[misc, unused-ignore]
    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        self.attention_norm = nn.RMSNorm(architecture.width, eps=architecture.norm_eps)
        self.attention = Attention(architecture)
        self.mlp_norm = nn.RMSNorm(architecture.width, eps=architecture.norm_eps)
        self.mlp = SwiGLU(architecture)

    def forward(self, x: Tensor, rotation: tuple[Tensor, Tensor], layout: Layout) -> Tensor:
        x = x + self.attention(self.attention_norm(x), rotation, layout)
        output: Tensor = x + self.mlp(self.mlp_norm(x))
        return output


class Attention(nn.Module):  # type: ignore[misc, unused-ignore]
    """A system part attends to itself, a block to the system part of its scene and to itself.

    Most pairs of tokens never meet, and nothing is computed for those.
    """

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        self.heads, self.kv_heads, self.head_size = architecture.heads, architecture.kv_heads, architecture.head_size
        self.query = nn.Linear(architecture.width, self.heads * self.head_size, bias=False)
        self.key = nn.Linear(architecture.width, self.kv_heads * self.head_size, bias=False)
        self.value = nn.Linear(architecture.width, self.kv_heads * self.head_size, bias=False)
        self.output = nn.Linear(self.heads * self.head_size, architecture.width, bias=False)

    def forward(self, x: Tensor, rotation: tuple[Tensor, Tensor], layout: Layout) -> Tensor:
        system_query, query = self._rows(rotate(self._split(self.query(x)), rotation), layout)
        system_key, key = self._rows(rotate(self._split(self.key(x)), rotation), layout)
        system_value, value = self._rows(self._split(self.value(x)), layout)
        of_systems = self._attend(system_query, system_key, system_value, layout.system_bias)
        key = torch.cat((system_key[layout.scene], key), dim=2)
        value = torch.cat((system_value[layout.scene], value), dim=2)
        of_turns = self._attend(query, key, value, layout.turn_bias)
        mixed = [part.transpose(1, 2).reshape(-1, self.output.in_features) for part in (of_systems, of_turns)]
        output: Tensor = self.output(torch.cat(mixed))
        return output

    def _split(self, projected: Tensor) -> Tensor:
        """(tokens, heads, head_size)"""
        return projected.view(len(projected), -1, self.head_size)

    def _rows(self, part: Tensor, layout: Layout) -> tuple[Tensor, Tensor]:
        """`part` as what belongs to system parts, (scenes, heads, longest, head_size), and to blocks, (blocks, heads,
        length, head_size)."""
        if part.shape[1] != self.heads:
            part = part.repeat_interleave(self.heads // part.shape[1], dim=1)
        longest, length = layout.system_bias.shape[0], layout.turn_bias.shape[2]
        systems, blocks = torch.split(part, [layout.scenes * longest, len(layout.scene) * length])
        systems = systems.view(layout.scenes, longest, self.heads, self.head_size)
        blocks = blocks.view(len(layout.scene), length, self.heads, self.head_size)
        return systems.transpose(1, 2), blocks.transpose(1, 2)

    def _attend(self, query: Tensor, key: Tensor, value: Tensor, bias: Tensor) -> Tensor:
        scores = query @ key.transpose(-1, -2) * self.head_size**-0.5 + bias
        mixed: Tensor = scores.softmax(-1).to(value.dtype) @ value
        return mixed


class SwiGLU(nn.Module):  # type: ignore[misc, unused-ignore]
    """Shazeer 2020, "GLU Variants Improve Transformer"."""

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        self.gate = nn.Linear(architecture.width, architecture.hidden, bias=False)
        self.up = nn.Linear(architecture.width, architecture.hidden, bias=False)
        self.down = nn.Linear(architecture.hidden, architecture.width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        output: Tensor = self.down(F.silu(self.gate(x)) * self.up(x))
        return output


def rotary(positions: Tensor, architecture: Architecture) -> tuple[Tensor, Tensor]:
    """Cosine and sine (tokens, 1, head_size / 2) at `positions` (tokens), of Su et al. 2021, "RoFormer"."""
    half = torch.arange(0, architecture.head_size, 2, device=positions.device, dtype=torch.float32)
    angles = positions[:, None, None].float() * architecture.rope_theta ** (-half / architecture.head_size)
    return angles.cos(), angles.sin()


def rotate(x: Tensor, rotation: tuple[Tensor, Tensor]) -> Tensor:
    """Turn the pairs (x[i], x[i + head_size / 2]) of `x` (tokens, heads, head_size)."""
    cos, sin = (part.to(x.dtype) for part in rotation)
    first, second = x.chunk(2, dim=-1)
    return torch.cat((first * cos - second * sin, second * cos + first * sin), dim=-1)


def visibility(examples: Examples) -> tuple[Tensor, Tensor]:
    """What a system part sees of itself, (longest, longest), and what a block sees of its system part and then of
    itself, (blocks, 1, length, longest + length)."""
    longest, (blocks, length) = examples.systems.shape[1], examples.ids.shape
    place = torch.arange(longest, device=examples.ids.device)
    system = (place < examples.lengths[examples.scene][:, None])[:, None].expand(blocks, length, longest)
    own = (examples.turns[:, :, None] == examples.turns[:, None]) & _causal(length, examples.ids.device)
    return _causal(longest, examples.ids.device), torch.cat((system, own), dim=-1)[:, None]


def _causal(length: int, device: torch.device) -> Tensor:
    return torch.ones(length, length, dtype=torch.bool, device=device).tril()


def _bias(visible: Tensor, dtype: torch.dtype) -> Tensor:
    return torch.zeros(visible.shape, dtype=dtype, device=visible.device).masked_fill_(~visible, float("-inf"))


def _initialise(module: nn.Module) -> None:
    if isinstance(module, nn.Linear | nn.Embedding):
        nn.init.normal_(module.weight, std=0.02)
