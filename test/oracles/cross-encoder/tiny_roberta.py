"""Writes tiny-roberta/ (byte-level BPE) and tiny-xlm-roberta/ (Unigram), cross-encoders of a few kilobytes with random weights, and roberta-scores.json: ids and
logits of transformers for pairs of our own.

usage: python tiny_roberta.py    (pip install transformers torch)
"""
import json
import pathlib

import tokenizers
import torch
import transformers
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoModelForSequenceClassification, PreTrainedTokenizerFast, RobertaConfig, XLMRobertaConfig

TEXT = [
    "Who wrote Fidelio? Fidelio is an opera by Beethoven.",
    "The river runs to the sea, past the old town; the town's walls are older than the river's bridges.",
    "Is it far to the sea? No, it is three miles from the town.",
]
PAIRS = [
    ("Who wrote Fidelio?", "Fidelio is an opera by Beethoven."),
    ("where", "The river runs to the sea, past the old town – Überfluß, 3½ miles."),
    ("Is it far to the sea?", " "),
    ("  two  spaces ", "a\nb\tc 海 👍🏽"),
]
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]

here = pathlib.Path(__file__).parent / "fixtures"


def byte_level() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(
        TEXT, trainers.BpeTrainer(vocab_size=330, special_tokens=SPECIAL, initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    )
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
    return tokenizer


def unigram() -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.train_from_iterator(TEXT, trainers.UnigramTrainer(vocab_size=90, special_tokens=SPECIAL, unk_token="<unk>"))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return tokenizer


def write(name: str, tokenizer: Tokenizer, config_class) -> list[dict]:
    folder = here / name
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(7)
    config = config_class(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=98,
        type_vocab_size=1,
        initializer_range=0.3,
        layer_norm_eps=1e-5,
        pad_token_id=1,
        num_labels=1,
    )
    model = AutoModelForSequenceClassification.from_config(config).eval()
    for parameter_name, parameter in model.named_parameters():
        if parameter_name.endswith("bias"):
            torch.nn.init.normal_(parameter, std=0.1)
    model.save_pretrained(folder)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="<pad>")
    cases = []
    for question, passage in PAIRS:
        ids = fast(question, passage)["input_ids"]
        with torch.no_grad():
            logits = model(input_ids=torch.tensor([ids])).logits[0]
        cases.append({"question": question, "passage": passage, "ids": ids, "logits": logits.tolist()})
    return cases


models_written = {
    "tiny-roberta": write("tiny-roberta", byte_level(), RobertaConfig),
    "tiny-xlm-roberta": write("tiny-xlm-roberta", unigram(), XLMRobertaConfig),
}
versions = {p.__name__: p.__version__ for p in (transformers, tokenizers, torch)}
(here / "roberta-scores.json").write_text(json.dumps({"versions": versions, "models": models_written}) + "\n")
