"""Made-up texts and files to learn the pack with."""

from __future__ import annotations

import random
from pathlib import Path

from agentlite.packs import Rehearsal, Setting, Slot
from agentlite.tools.text.tools import TextTools
from agentlite.train.quoting import quoted

_TEXTS = {
    "en": (
        "the food was cold and the waiter never came back", "I love this phone, best one I ever had",
        "the parcel arrived a week late and the box was open", "thank you so much for your help yesterday",
        "the match ended two to one after extra time", "you are an idiot and nobody likes you",
        "the new law passes through parliament next week", "the room was clean, the bed was hard",
        "I will be there at nine with the documents", "call me on 912 345 678 when you arrive",
        "rain all day and wind from the north", "the doctor said I should rest for two days",
        "our profits fell in the third quarter", "mix the flour with two eggs and wait an hour",
        "what time does the shop close on sundays", "worst service I have ever seen",
        "the concert was amazing, we danced all night", "my flight to Rome leaves at six in the morning",
        "the server crashed again and we lost the data", "happy birthday grandma, we miss you",
        "the meeting is moved to friday at ten", "it works but the battery is weak",
        "click here now to claim your free prize", "the museum opens at ten and costs five euros",
        "he said he would pay and he never did", "a quiet village with a beautiful beach",
        "I am not angry, I am only disappointed", "the children planted forty trees behind the school",
        "please send me the invoice before monday", "the film is long, slow and still wonderful",
        "the neighbours were loud until three at night", "scientists found water under the ice of a small moon",
        "the soup needs more salt and less pepper", "nobody answered my three emails",
        "the train was on time and half empty", "we finished the project two weeks early",
    ),
    "pt": (
        "a comida estava fria e o empregado nunca mais voltou", "adoro este telemóvel, é o melhor que já tive",
        "a encomenda chegou uma semana atrasada e a caixa vinha aberta", "muito obrigado pela ajuda de ontem",
        "o jogo acabou dois a um depois do prolongamento", "és um idiota e ninguém gosta de ti",
        "a nova lei passa no parlamento na próxima semana", "o quarto estava limpo, a cama era dura",
        "estarei lá às nove com os documentos", "liga-me para o 912 345 678 quando chegares",
        "chuva todo o dia e vento do norte", "o médico disse que devo descansar dois dias",
        "os nossos lucros caíram no terceiro trimestre", "mistura a farinha com dois ovos e espera uma hora",
        "a que horas fecha a loja ao domingo", "o pior serviço que já vi",
        "o concerto foi incrível, dançámos toda a noite", "o meu voo para Roma sai às seis da manhã",
        "o servidor foi abaixo outra vez e perdemos os dados", "parabéns avó, temos saudades tuas",
        "a reunião passou para sexta às dez", "funciona mas a bateria é fraca",
        "clica aqui já e recebe o teu prémio grátis", "o museu abre às dez e custa cinco euros",
        "disse que pagava e nunca pagou", "uma aldeia sossegada com uma praia linda",
        "não estou zangado, estou só desiludido", "as crianças plantaram quarenta árvores atrás da escola",
        "manda-me a fatura antes de segunda", "o filme é longo, lento e mesmo assim maravilhoso",
        "os vizinhos fizeram barulho até às três da manhã", "cientistas encontraram água debaixo do gelo de uma lua",
        "a sopa precisa de mais sal e menos pimenta", "ninguém respondeu aos meus três emails",
        "o comboio chegou a horas e ia meio vazio", "acabámos o projeto duas semanas antes",
    ),
}  # fmt: skip
_LABELS = {
    "en": (
        "complaint;praise;question", "spam;personal;work", "sports;politics;technology", "business;science;health",
        "travel;food;weather", "urgent;normal", "positive;negative", "question;order", "news;opinion",
        "bug;feature;question", "invoice;letter;advert", "private;professional",
    ),
    "pt": (
        "queixa;elogio;pergunta", "spam;pessoal;trabalho", "desporto;política;tecnologia", "negócios;ciência;saúde",
        "viagem;comida;tempo", "urgente;normal", "positivo;negativo", "pergunta;encomenda", "notícia;opinião",
        "erro;sugestão;dúvida", "fatura;carta;anúncio", "privado;profissional",
    ),
}  # fmt: skip
_FILES = {
    "en": "report;letter;speech;review;minutes;essay;article;diary;contract;notes;story;interview;newsletter;manual;"
    "poem;proposal;thesis;memo;lecture;statement;homework;script;blog;abstract;chapter;draft;complaint;survey;plan",
    "pt": "o relatório;a carta;o discurso;a crítica;a ata;a redação;o artigo;o diário;o contrato;o conto;a entrevista;"
    "o boletim;o manual;o poema;a proposta;a tese;o memorando;a palestra;o comunicado;o trabalho;o guião;o blogue;"
    "o resumo;o capítulo;o rascunho;o parecer;a queixa;o plano;a avaliação;o ensaio",
}
_FOLDERS = ("docs", "notes", "papers", "work")


def rehearse(rng: random.Random, language: str) -> Rehearsal:
    """A few files in one folder; `language` is "en", "pt-BR" or "pt-PT"."""
    family = "en" if language == "en" else "pt"
    folder = rng.choice(_FOLDERS)
    titles = rng.sample(_FILES[family].split(";"), 4)
    setting = Setting("text", Path(), None, {}, family, folders={folder: Path()})  # type: ignore[arg-type]
    names = [f"{folder}/{title.split()[-1]}.txt" for title in titles]

    def text() -> tuple[str, str]:
        said = ". ".join(rng.sample(_TEXTS[family], rng.choice((1, 1, 1, 2))))
        return quoted(said), quoted(said)

    def file(before: str) -> Slot:
        """A file as it is said, in Portuguese contracted with what stands before its article."""

        def drawn() -> tuple[str, str]:
            title, name = rng.choice(list(zip(titles, names, strict=True)))
            return before + title, name

        return drawn

    def labels() -> tuple[str, str]:
        named = rng.choice(_LABELS[family]).split(";")
        rng.shuffle(named)
        *first, last = named
        joined = rng.choice((" or ", " and ")) if family == "en" else rng.choice((" ou ", " e "))
        return f"{', '.join(first)}{joined}{last}", ", ".join(named)

    files = {"file": file(""), "file_of": file("d"), "file_in": file("n")}
    return Rehearsal(TextTools(setting, lambda: names).toolset(), {"text": text, "labels": labels, **files})
