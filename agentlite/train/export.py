"""A trained decoder and its tokenizer → one GGUF file that llama.cpp, xllamacpp and Ollama run as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from agentlite.train.tokenizer import MARKERS, PRE_TOKENIZER, Tokenizer

if TYPE_CHECKING:
    import gguf

    from agentlite.train.model import Architecture, Decoder

CHAT_TEMPLATE = (
    "{% for m in messages %}{{ '<|' + m['role'] + '|>' + m['content'] + '<|end|>' }}{% endfor %}{{ '<|assistant|>' }}"
)
"""The prompt ends with the assistant's marker whether or not a generation prompt is asked for."""

Quantization = Literal["Q8_0", "F16", "F32"]

_BLOCK_TENSORS = {
    "attention_norm.weight": "attn_norm.weight",
    "attention.query.weight": "attn_q.weight",
    "attention.key.weight": "attn_k.weight",
    "attention.value.weight": "attn_v.weight",
    "attention.output.weight": "attn_output.weight",
    "mlp_norm.weight": "ffn_norm.weight",
    "mlp.gate.weight": "ffn_gate.weight",
    "mlp.up.weight": "ffn_up.weight",
    "mlp.down.weight": "ffn_down.weight",
}


@dataclass(frozen=True, slots=True)
class Identity:
    """What the file says about itself. `tools` are the names of the tools the model was trained on, `training` plain
    facts (seed, steps, tokens)."""

    name: str = "agentlite box"
    version: str = "1"
    tools: Sequence[str] = ()
    training: Mapping[str, int | str] = field(default_factory=dict)


def export(
    model: Decoder, tokenizer: Tokenizer, path: Path, identity: Identity, quantization: Quantization = "Q8_0"
) -> None:
    """Write `path`, whole or not at all. Norms stay in F32."""
    import gguf

    partial = path.with_name(f"{path.name}.partial")
    writer = gguf.GGUFWriter(partial, "llama")
    _write_architecture(writer, model.architecture, identity)
    _write_facts(writer, identity)  # first, so that it is read without passing over the vocabulary
    _write_tokenizer(writer, tokenizer)
    kind = gguf.GGMLQuantizationType[quantization]
    writer.add_file_type({"Q8_0": 7, "F16": 1, "F32": 0}[quantization])
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    for name, values in tensors(model):
        wanted = kind if values.ndim == 2 else gguf.GGMLQuantizationType.F32
        writer.add_tensor(name, gguf.quants.quantize(values, wanted), raw_dtype=wanted)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    partial.replace(path)


def tensors(model: Decoder) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """The weights under llama.cpp's names, in its order of the rotary pairs."""
    architecture = model.architecture
    for name, tensor in model.state_dict().items():
        values = tensor.float().cpu().numpy()
        match name.split(".", 2):
            case ["embedding", _]:
                yield "token_embd.weight", values
            case ["norm", _]:
                yield "output_norm.weight", values
            case ["blocks", number, part]:
                if part == "attention.query.weight":
                    values = _interleaved(values, architecture.heads)
                elif part == "attention.key.weight":
                    values = _interleaved(values, architecture.kv_heads)
                yield f"blk.{number}.{_BLOCK_TENSORS[part]}", values


def _interleaved(weight: NDArray[np.float32], heads: int) -> NDArray[np.float32]:
    """Rows of each head from (first halves, second halves) to (pair, pair, ...): llama.cpp rotates neighbours."""
    rows, columns = weight.shape
    return weight.reshape(heads, 2, rows // heads // 2, columns).swapaxes(1, 2).reshape(rows, columns)


def _write_architecture(writer: gguf.GGUFWriter, architecture: Architecture, identity: Identity) -> None:
    writer.add_name(identity.name)
    writer.add_context_length(architecture.context)
    writer.add_embedding_length(architecture.width)
    writer.add_block_count(architecture.layers)
    writer.add_feed_forward_length(architecture.hidden)
    writer.add_head_count(architecture.heads)
    writer.add_head_count_kv(architecture.kv_heads)
    writer.add_rope_dimension_count(architecture.head_size)
    writer.add_rope_freq_base(architecture.rope_theta)
    writer.add_layer_norm_rms_eps(architecture.norm_eps)
    writer.add_vocab_size(architecture.vocab_size)


def _write_tokenizer(writer: gguf.GGUFWriter, tokenizer: Tokenizer) -> None:
    import gguf

    plain = len(tokenizer.tokens) - len(MARKERS)
    types = [gguf.TokenType.NORMAL] * plain + [gguf.TokenType.CONTROL] * len(MARKERS)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(PRE_TOKENIZER)
    writer.add_token_list(tokenizer.tokens)
    writer.add_token_types(types)
    writer.add_token_merges([" ".join(merge) for merge in tokenizer.merges])
    writer.add_add_bos_token(False)
    writer.add_bos_token_id(tokenizer.end)
    writer.add_eos_token_id(tokenizer.end)
    writer.add_pad_token_id(tokenizer.pad)
    writer.add_chat_template(CHAT_TEMPLATE)


def _write_facts(writer: gguf.GGUFWriter, identity: Identity) -> None:
    writer.add_string("agentlite.style", "compact")
    writer.add_bool("agentlite.one_shot", True)
    if identity.tools:
        writer.add_array("agentlite.tools", sorted(identity.tools))
    writer.add_string("agentlite.version", identity.version)
    for fact, value in identity.training.items():
        writer.add_string(f"agentlite.training.{fact}", str(value))
