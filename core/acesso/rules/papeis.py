"""The roles a new installation starts with: data, to be changed by whoever may.

Names are the old system's `cargo`s. Who may undo a task was Diretor, Gerente, Coordenador; who may
change or write off stock were these and Supervisor.
"""

from __future__ import annotations

from dataclasses import dataclass

ADMIN = "admin"


@dataclass(frozen=True)
class Seed:
    """A role to start with."""

    nome: str
    descricao: str
    permissoes: tuple[str, ...] = ()
    tudo: bool = False


_FILES = ("arquivos",)
_SALES = (
    *_FILES,
    "cadastros",
    "cadastros/clientes",
    "comercial",
    "comercial/atendimentos",
    "formularios",
    "formularios/briefing-vendas",
)
_FLOOR = (
    *_FILES,
    "producao",
    "producao/apontamento",
    "producao/apontamento-volume",
    "producao/corte",
    "producao/conferencia",
    "producao/ocorrencias",
)
_STOCK = ("producao/chapas", "producao/chapas/estoque")
_PLANNING = (
    *_FLOOR,
    *_STOCK,
    "producao/lote",
    "producao/nesting",
    "producao/relatorios/ocorrencias",
    "planos-producao",
    "planos-producao/nesting",
    "planos-producao/seccionadora",
)
_STOCK_CHARGE = ("producao/chapas/baixar",)
_CHARGE = ("producao/motivos", "producao/maquinas", "comercial/desfazer-tarefa")
_MARKETING = (
    *_FILES,
    "marketing-ia",
    "marketing-ia/chat",
    "marketing-ia/nova-campanha",
    "marketing-ia/nova-publicacao",
    "marketing-ia/publicos-alvo",
    "marketing-ia/gestao-leads",
    "marketing-ia/gerir-conhecimento",
)
_FINANCE = (
    "finance",
    "finance/bancos",
    "finance/contas",
    "finance/contas-pagar",
    "finance/contas-receber",
    "finance/config-fiscal",
    "cadastros/condicoes-pagamento",
)
_OFFICE = ("cadastros/dados-empresa", "cadastros/fornecedores", "cadastros/templates")
_LEARN = ("universidade-radha",)
_DIRECTION = (
    *_SALES,
    *_PLANNING,
    *_STOCK_CHARGE,
    *_CHARGE,
    *_MARKETING,
    *_FINANCE,
    *_OFFICE,
    *_LEARN,
    "universidade-radha/gerenciar-conteudos",
    "cadastros/usuarios",
    "acesso",
    "acesso/auditoria",
    "sistema/trabalhos",
)

SEEDS: tuple[Seed, ...] = (
    Seed(ADMIN, "Administra o sistema; tem todas as permissões.", tudo=True),
    Seed("Diretor", "Direção da empresa.", _DIRECTION),
    Seed("Diretoria", "Direção da empresa.", _DIRECTION),
    Seed(
        "Gerente",
        "Gerencia vendas e produção.",
        (*_SALES, *_PLANNING, *_STOCK_CHARGE, *_CHARGE, *_OFFICE, *_LEARN),
    ),
    Seed(
        "Coordenador",
        "Coordena vendas e produção.",
        (*_SALES, *_PLANNING, *_STOCK_CHARGE, *_CHARGE, *_LEARN),
    ),
    Seed(
        "Supervisor",
        "Supervisiona a fábrica.",
        (*_PLANNING, *_STOCK_CHARGE, "producao/motivos", "producao/maquinas", *_LEARN),
    ),
    Seed("operador", "Trabalha na fábrica.", (*_FLOOR, *_STOCK, *_LEARN)),
    Seed("Marketing", "Campanhas e leads.", (*_MARKETING, *_LEARN)),
    Seed("Comercial", "Atende e vende.", (*_SALES, *_LEARN)),
    Seed(
        "Logística",
        "Volumes, expedição e entrega.",
        (*_FILES, "producao", "producao/apontamento-volume", "producao/conferencia", *_LEARN),
    ),
)
