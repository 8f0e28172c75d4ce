"""Made-up folders to learn the pack in."""

from __future__ import annotations

import random
from collections.abc import Sequence

from agentlite.packs import Rehearsal
from agentlite.tools.files.catalogue import Catalogue
from agentlite.tools.files.texts import is_document
from agentlite.tools.files.tools import FilesTools

_FOLDERS = {
    "en": (
        "docs work papers home school projects private recipes music photos letters study club garden team downloads "
        "desktop archive inbox finance taxes travel family kids stories drafts reports clients thesis lessons scans "
        "health car house backup shared office research journal manuals invoices writing plans meetings church band"
    ).split(),
    "pt": (
        "docs trabalho papeis casa escola projetos pessoal receitas musica fotos cartas estudos clube jardim downloads "
        "financas impostos viagens familia contos rascunhos relatorios clientes tese aulas saude carro obra "
        "backup escritorio pesquisa manuais faturas planos reunioes banda faculdade condominio contas"
    ).split(),
}
_NAMES = {
    "en": (
        "shopping list;plan;budget;invoice;diary;recipe ideas;letter to Anna;meeting minutes;trip to Rome;guest list;"
        "passwords hint;reading list;todo;packing list;speech;poem;thesis;cover letter;resume;contract;garden plan;"
        "workout;birthday party;lesson three;chapter one;exam questions;questions for the doctor;phone numbers;"
        "wish list;house rules;report;annual report;expenses;bank statement;menu;playlist;ideas;journal;summary;"
        "homework;essay;training plan;wedding speech;inventory;timesheet;project notes;release notes;interview;lecture;"
        "gift ideas;lyrics;bucket list;roof estimate;lost luggage;dog diet;piano pieces;sourdough log;will;lease;memo;"
        "agenda;itinerary;syllabus;transcript;manifesto;errata;glossary;prologue;eulogy;toast;riddles;scratchpad;"
        "chess openings;spanish vocabulary;router settings;plumber quotes;allergy record;solar offer;seed orders;"
        "car repairs;moving checklist;school calendar;knitting pattern;fishing spots;tenant complaint;loan payments"
    ),
    "pt": (
        "lista de compras;plano;orçamento;fatura;diário;ideias de receitas;carta para Ana;ata da reunião;viagem a Roma;"
        "lista de convidados;lista de leitura;tarefas;lista de malas;discurso;poema;tese;carta de apresentação;"
        "currículo;contrato;plano do jardim;treino;festa de aniversário;aula três;capítulo um;perguntas do exame;"
        "perguntas para o médico;telefones;lista de desejos;regras da casa;relatório;relatório anual;despesas;"
        "ementa;cardápio;ideias;resumo;trabalho de casa;redação;plano de treinos;discurso de casamento;inventário;"
        "horas;apontamentos;entrevista;palestra;consertos;contas do mês;letras de música;prendas de Natal;glossário;"
        "testamento;procuração;agenda;roteiro;programa;manifesto;prólogo;adivinhas;rascunho;pauta;parecer;ofício;"
        "vocabulário de espanhol;avarias do carro;obras do telhado;dieta do cão;sementes;calendário escolar;mudança;"
        "queixa do inquilino;prestações do crédito;definições do router;aberturas de xadrez;pão de fermento"
    ),
}
_TOPICS = {
    "en": (
        "wedding kitchen holiday tax car team school harvest marketing choir bathroom insurance summer winter March "
        "Lisbon Berlin science history biology garage customer client Emma Oliver grandma dog cat boat vineyard roof "
        "sales staff rent solar vaccine museum robot novel camping football library village bakery orchestra visa"
    ).split(),
    "pt": (
        "casamento cozinha férias carro equipa escola colheita coro seguro verão inverno março Lisboa Berlim história "
        "biologia garagem cliente Beatriz Rui avó cão gato barco vinha telhado vendas renda museu robô romance futebol "
        "biblioteca aldeia padaria orquestra condomínio oficina estágio mestrado horta piscina mudança loja"
    ).split(),
}
_KINDS = {
    "en": "{} plan;{} budget;{} list;{} letter;{} report;{} schedule;{} draft;{} form;{} receipt;{} checklist;{} ideas;"
    "{} costs;{} results;{} timetable;{} proposal;{} survey;{} story;{} agreement;notes on {};questions about {}",
    "pt": "plano {};orçamento {};carta {};relatório {};horário {};rascunho {};formulário {};recibo {};ideias {};"
    "custos {};resultados {};calendário {};proposta {};inquérito {};história {};acordo {};notas {};dúvidas {}",
}
_ENDINGS = (*(["txt"] * 4), *(["md"] * 3), "csv", "log", "pdf", "pdf", "docx", "jpg", "xlsx", "xlsx")
_DOCUMENTS = ("txt", "txt", "md")
_LISTS = frozenset("list checklist todo notes ideas questions lista tarefas notas ideias apontamentos dúvidas".split())
"""What is said of lists and notes too, and so needs an ending to be a file."""
_IN = {
    "en": (" in {}", " in the {} folder", " in my {} folder", " inside {}"),
    "pt": (" em {}", " na pasta {}", " na minha pasta {}", " dentro de {}"),
}
_FROM = {
    "en": (" in {}", " from the {} folder", " in my {} folder", " from {}", " over in {}", " that's in {}"),
    "pt": (" em {}", " da pasta {}", " na pasta {}", " que está em {}", " dentro de {}", " lá em {}"),
}
_SPOKEN = {
    "en": {
        "pdf": ("pdf",),
        "xlsx": ("spreadsheet", "excel"),
        "jpg": ("photo", "picture"),
        "docx": ("word file",),
    },
    "pt": {"pdf": ("pdf",), "xlsx": ("excel", "planilha"), "jpg": ("foto", "imagem"), "docx": ("docx", "word")},
}
"""What files are called by their kind."""


class _Folders:
    """Random folders, and how people speak of what is in them. Files whose names share words are told apart by it."""

    def __init__(self, rng: random.Random, language: str) -> None:
        self._rng, self._family = rng, "en" if language == "en" else "pt"
        names = rng.sample(_FOLDERS[self._family], rng.choice((1, 1, 2, 3)))
        titles = list(dict.fromkeys(self._title() for _ in range(rng.randint(10, 14))))
        self._new = titles[4:]
        self._titles: dict[str, str] = {}
        for title in titles[:4]:
            place = rng.choice(names) + rng.choice(("", "", "", f"/{rng.choice(_FOLDERS[self._family])}"))
            ending = rng.choice(_DOCUMENTS if len(self._titles) < 2 else _ENDINGS)
            self._titles[f"{place}/{self._styled(title)}.{ending}"] = title
        folders = sorted({label.rpartition("/")[0] for label in self._titles} - set(names))
        self.catalogue = Catalogue(tuple(names), tuple(self._titles), tuple(folders))

    def _title(self) -> str:
        if self._rng.random() < 0.5:
            return self._rng.choice(_NAMES[self._family].split(";"))
        return self._rng.choice(_KINDS[self._family].split(";")).format(self._rng.choice(_TOPICS[self._family]))

    def existing(self) -> tuple[str, str]:
        """A file, as it is said, and its label."""
        return self._mention(sorted(self._titles))

    def placed(self) -> tuple[str, str]:
        """A file with the folder that it lies in, or by its path."""
        said, label = self.existing()
        if self._rng.random() < 0.3:
            return label, label
        return said + self._rng.choice(_FROM[self._family]).format(label.split("/")[-2]), label

    def kind(self) -> tuple[str, str]:
        """A file that is the only one of its kind, by that kind; else one by its name."""
        endings = [label.rpartition(".")[2] for label in self._titles]
        alone = [(e, label) for e, label in zip(endings, self._titles, strict=True) if e in _SPOKEN[self._family]]
        alone = [(ending, label) for ending, label in alone if endings.count(ending) == 1]
        if not alone:
            return self.existing()
        ending, label = self._rng.choice(alone)
        return self._rng.choice(_SPOKEN[self._family][ending]), label

    def document(self) -> tuple[str, str]:
        """One that can be written to."""
        return self._mention(sorted(filter(is_document, self._titles)))

    def new(self) -> tuple[str, str]:
        """A file that is not there yet, perhaps with the folder it is to be in."""
        title, folder = self._rng.choice(self._new), self.catalogue.names[0]
        name = title if self._rng.random() < 0.6 else f"{title.replace(' ', '-')}.{self._rng.choice(_DOCUMENTS)}"
        where = ""
        if self._rng.random() < 0.3:
            folder = self._rng.choice(self.catalogue.names)
            where = self._rng.choice(_IN[self._family]).format(folder)
        return name + where, f"{folder}/{name if '.' in name else name + '.txt'}"

    def new_by_ending(self) -> tuple[str, str]:
        """One whose ending is said, so that it is known for a file without a word like "called"."""
        title, ending = self._rng.choice(self._new).replace(" ", "-"), self._rng.choice(_DOCUMENTS)
        said = self._spoken(f"{title}.{ending}") if self._rng.random() < 0.25 else f"{title}.{ending}"
        return said, f"{self.catalogue.names[0]}/{title}.{ending}"

    def new_bare(self) -> tuple[str, str]:
        """One that only its place after "new file" or "save as" tells."""
        title = self._rng.choice([title for title in self._new if not {"and", "for", "para"} & set(title.split())])
        return title, f"{self.catalogue.names[0]}/{title}.txt"

    def folder(self) -> tuple[str, str]:
        """A folder by its own name."""
        label = self._rng.choice([*self.catalogue.names, *self.catalogue.folders])
        return label.rpartition("/")[2], label

    def everywhere(self) -> tuple[str, str]:
        """No folder in particular."""
        return "", self.catalogue.places("")[0]

    def _mention(self, labels: Sequence[str]) -> tuple[str, str]:
        label = self._rng.choice(labels)
        name = label.rpartition("/")[2]
        said = self._titles[label]
        if self._rng.random() < 0.4 or not _LISTS.isdisjoint(said.split()):
            said = name if self._rng.random() < 0.75 else self._spoken(name)
        return said, label

    def _spoken(self, name: str) -> str:
        title, _, ending = name.rpartition(".")
        return f"{title} {'dot' if self._family == 'en' else 'ponto'} {ending}"

    def _styled(self, title: str) -> str:
        styles = (title, title.replace(" ", "-"), title.replace(" ", "_"), title.capitalize(), title.title())
        return self._rng.choice(styles)


def rehearse(rng: random.Random, language: str) -> Rehearsal:
    """Random folders and files; `language` is "en", "pt-BR" or "pt-PT"."""
    folders = _Folders(rng, language)
    tools = FilesTools(None, lambda: folders.catalogue).toolset()
    return Rehearsal(
        tools,
        slots={
            "file": folders.existing,
            "placed": folders.placed,
            "kind": folders.kind,
            "document": folders.document,
            "new": folders.new,
            "new_file": folders.new_by_ending,
            "new_bare": folders.new_bare,
            "folder": folders.folder,
            "all": folders.everywhere,
        },
    )
