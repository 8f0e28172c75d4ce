"""A small decoder of the Llama architecture: RMSNorm, rotary positions, SwiGLU, tied embeddings.

It is what llama.cpp calls `llama`, so a trained one runs in llama.cpp and Ollama without a line of code of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812 (the name everybody knows)
from torch import Tensor, nn


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
        blocks = [Block(architecture) for _ in range(architecture.layers)]
        self.blocks = nn.ModuleList(blocks)
        self.norm = nn.RMSNorm(architecture.width, eps=architecture.norm_eps)
        self.apply(_initialise)
        for block in blocks:
            for last in (block.attention.output, block.mlp.down):
                nn.init.normal_(last.weight, std=0.02 / (2 * architecture.layers) ** 0.5)

    def forward(self, ids: Tensor, positions: Tensor, visible: Tensor) -> Tensor:
        """Hidden states (batch, length, width) of `ids` (batch, length) at `positions` (batch, length).

        `visible` (batch, 1, length, length) says which positions (last axis) each position sees.
        """
        rotation = rotary(positions, self.architecture)
        x: Tensor = self.embedding(ids)
        dtype = torch.get_autocast_dtype(x.device.type) if torch.is_autocast_enabled(x.device.type) else x.dtype
        bias = torch.zeros(visible.shape, dtype=dtype, device=x.device).masked_fill_(~visible, float("-inf"))
        for block in self.blocks:
            x = block(x, rotation, bias)
        output: Tensor = self.norm(x)
        return output

    def logits(self, hidden: Tensor) -> Tensor:
        return F.linear(hidden, self.embedding.weight)


class Block(nn.Module):  # type: ignore[misc, unused-ignore]
    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        self.attention_norm = nn.RMSNorm(architecture.width, eps=architecture.norm_eps)
        self.attention = Attention(architecture)
        self.mlp_norm = nn.RMSNorm(architecture.width, eps=architecture.norm_eps)
        self.mlp = SwiGLU(architecture)

    def forward(self, x: Tensor, rotation: tuple[Tensor, Tensor], bias: Tensor) -> Tensor:
        x = x + self.attention(self.attention_norm(x), rotation, bias)
        output: Tensor = x + self.mlp(self.mlp_norm(x))
        return output


class Attention(nn.Module):  # type: ignore[misc, unused-ignore]
    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        self.heads, self.kv_heads, self.head_size = architecture.heads, architecture.kv_heads, architecture.head_size
        self.query = nn.Linear(architecture.width, self.heads * self.head_size, bias=False)
        self.key = nn.Linear(architecture.width, self.kv_heads * self.head_size, bias=False)
        self.value = nn.Linear(architecture.width, self.kv_heads * self.head_size, bias=False)
        self.output = nn.Linear(self.heads * self.head_size, architecture.width, bias=False)

    def forward(self, x: Tensor, rotation: tuple[Tensor, Tensor], bias: Tensor) -> Tensor:
        batch, length, _ = x.shape
        query = rotate(self.query(x).view(batch, length, self.heads, self.head_size), rotation)
        key = rotate(self.key(x).view(batch, length, self.kv_heads, self.head_size), rotation)
        value = self.value(x).view(batch, length, self.kv_heads, self.head_size)
        mixed = F.scaled_dot_product_attention(
            query.transpose(1, 2),
            key.transpose(1, 2),
            value.transpose(1, 2),
            attn_mask=bias,
            enable_gqa=self.kv_heads != self.heads,
        )
        output: Tensor = self.output(mixed.transpose(1, 2).reshape(batch, length, -1))
        return output


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
    """Cosine and sine (batch, length, 1, head_size / 2) of Su et al. 2021, "RoFormer"."""
    half = torch.arange(0, architecture.head_size, 2, device=positions.device, dtype=torch.float32)
    angles = positions[:, :, None, None].float() * architecture.rope_theta ** (-half / architecture.head_size)
    return angles.cos(), angles.sin()


def rotate(x: Tensor, rotation: tuple[Tensor, Tensor]) -> Tensor:
    """Turn the pairs (x[i], x[i + head_size / 2]) of `x` (batch, length, heads, head_size)."""
    cos, sin = (part.to(x.dtype) for part in rotation)
    first, second = x.chunk(2, dim=-1)
    return torch.cat((first * cos - second * sin, second * cos + first * sin), dim=-1)


def visibility(group: Tensor, turns: int = 1024) -> Tensor:
    """Which positions each position sees, (batch, 1, length, length), from `packing.Rows.group` (batch, length)."""
    length = group.shape[1]
    piece, turn = group // turns, group % turns
    causal = torch.ones(length, length, dtype=torch.bool, device=group.device).tril()
    same_piece = piece[:, :, None] == piece[:, None, :]
    same_turn = turn[:, :, None] == turn[:, None, :]
    return (causal & same_piece & (same_turn | (turn[:, None, :] == 0)))[:, None]


def _initialise(module: nn.Module) -> None:
    if isinstance(module, nn.Linear | nn.Embedding):
        nn.init.normal_(module.weight, std=0.02)
