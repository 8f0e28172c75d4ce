"""Made-up texts and files to learn the pack with."""

from __future__ import annotations

import random
from pathlib import Path

from agentlite.packs import Rehearsal, Setting, Slot
from agentlite.tools.text.tools import TextTools
from agentlite.train.quoting import repeated
from agentlite.train.templates import filled
from agentlite.train.words import load_words

_LABELS = {
    "en": (
        "complaint;praise;question", "spam;personal;work", "sports;politics;technology", "business;science;health",
        "travel;food;weather", "urgent;normal", "question;order", "news;opinion", "bug;feature;question", "fact;rumour",
        "invoice;letter;advert", "private;professional", "spam;not spam", "recipe;story;manual", "formal;informal",
        "crime;culture;economy", "rent;repairs;noise", "billing;delivery;returns", "joke;serious", "homework;play",
        "kitchen;garden;garage", "thanks;apology;threat", "flight;hotel;car", "sales;support", "true;invented",
        "important;can wait", "school;family;money", "animals;plants", "music;film;books", "answer;reminder;invitation",
    ),
    "pt": (
        "queixa;elogio;pergunta", "spam;pessoal;trabalho", "desporto;política;tecnologia", "negócios;ciência;saúde",
        "viagem;comida;tempo", "urgente;normal", "pergunta;encomenda", "notícia;opinião", "receita;história;manual",
        "erro;sugestão;dúvida", "fatura;carta;anúncio", "privado;profissional", "formal;informal", "crime;cultura",
        "renda;obras;barulho", "pagamento;entrega;devolução", "piada;sério", "agradecimento;desculpa;ameaça",
        "voo;hotel;carro", "vendas;apoio", "verdade;mentira", "importante;pode esperar", "escola;família;dinheiro",
        "animais;plantas", "música;cinema;livros", "resposta;lembrete;convite", "reclamação;elogio;dúvida",
        "esporte;economia", "cozinha;jardim;garagem", "spam;não spam",
    ),
}  # fmt: skip
_FEELINGS = {
    "en": (("positive", "negative"), ("good", "bad"), ("happy", "angry"), ("friendly", "hostile"), ("glad", "sad")),
    "pt": (("positivo", "negativo"), ("bom", "mau"), ("contente", "zangado"), ("simpático", "hostil")),
}
_FILES = {
    "en": "report;letter;speech;review;minutes;essay;article;diary;contract;notes;story;interview;newsletter;manual;"
    "poem;proposal;thesis;memo;lecture;statement;homework;script;blog;abstract;chapter;draft;complaint;survey;plan;"
    "annual report;cover letter;book review;wedding speech;meeting minutes;press release;lab report;travel diary;"
    "field notes;job advert;open letter;sermon;obituary;petition;columns;fan mail;user feedback;exam answers;lyrics;"
    "short story;first chapter;house rules;tenancy agreement;privacy policy;eulogy;toast;editorial;case study;appeal",
    "pt": "o relatório;a carta;o discurso;a crítica;a ata;a redação;o artigo;o diário;o contrato;o conto;a entrevista;"
    "o boletim;o manual;o poema;a proposta;a tese;o memorando;a palestra;o comunicado;o trabalho;o guião;o blogue;"
    "o resumo;o capítulo;o rascunho;o parecer;a queixa;o plano;a avaliação;o ensaio;o relatório anual;"
    "a carta de apresentação;a ata da reunião;o discurso de casamento;o diário de viagem;a política de privacidade;"
    "o regulamento;o sermão;a petição;a crónica;a resenha;o roteiro;o testamento;o primeiro capítulo;"
    "o estudo de caso;o editorial;o anúncio de emprego;a letra da música;a carta aberta;o recurso;o acordo",
}
_FOLDERS = "docs notes papers work texts writing mail school letters drafts reports club archive blog press".split()
_ENDINGS = ("txt", "txt", "txt", "md", "log")


def _sentence(family: str, rng: random.Random) -> str:
    """One sentence as somebody might have written it to somebody."""
    lists = load_words("texts", "agentlite.tools.text")[family]
    return filled(rng.choice(lists["sentences"]), lists, rng)


def rehearse(rng: random.Random, language: str) -> Rehearsal:
    """A few files in one folder; `language` is "en", "pt-BR" or "pt-PT"."""
    family = "en" if language == "en" else "pt"
    folder = rng.choice(_FOLDERS)
    titles = rng.sample(_FILES[family].split(";"), 4)
    setting = Setting("text", Path(), None, {}, family, folders={folder: Path()})  # type: ignore[arg-type]
    words = [title.split(" ", 1)[-1] if family == "pt" else title for title in titles]
    names = [f"{folder}/{word.replace(' ', rng.choice('-_ '))}.{rng.choice(_ENDINGS)}" for word in words]

    def text() -> tuple[str, str]:
        sentences = [_sentence(family, rng) for _ in range(rng.choice((1, 1, 1, 1, 1, 2)))]
        if rng.random() < 0.3:
            said = " ".join(f"{each[:1].upper()}{each[1:]}{rng.choice('...!')}" for each in sentences)
        else:
            said = rng.choice((". ", ". ", ", ")).join(sentences)
        return repeated(said)

    def file(before: str) -> Slot:
        """A file as it is said, in Portuguese contracted with what stands before its article."""

        def drawn() -> tuple[str, str]:
            title, name = rng.choice(list(zip(titles, names, strict=True)))
            if not before and rng.random() < 0.2:
                title = name.rpartition("/")[2] if family == "en" else f"o ficheiro {name.rpartition('/')[2]}"
            return before + title, name

        return drawn

    def listed(links: str) -> Slot:
        """Labels, the last of which follows one of these words."""

        def drawn() -> tuple[str, str]:
            named = rng.choice(_LABELS[family]).split(";")
            rng.shuffle(named)
            return f"{', '.join(named[:-1])} {rng.choice(links.split())} {named[-1]}", ", ".join(named)

        return drawn

    def feelings() -> tuple[str, str]:
        first, second = rng.choice(_FEELINGS[family])
        return f"{first} {'or' if family == 'en' else 'ou'} {second}", f"{first}, {second}"

    either = "or" if family == "en" else "ou"
    lists = {"labels": listed(f"{either} {either} {'and' if family == 'en' else 'e'}"), "either": listed(either)}
    files = {"feelings": feelings, "file": file(""), "file_of": file("d"), "file_in": file("n")}
    return Rehearsal(TextTools(setting, lambda: names).toolset(), {"text": text, **lists, **files})
