"""The catalogue of permissions: one table with what people read.

The strings are those of the old system and those that it lacked (document templates, conferência,
universidade, conhecimento, undoing a task, and what guards access itself). A permission is compared
whole: `producao` opens the module's front page and nothing below it.
"""

from __future__ import annotations

from collections.abc import Iterable

from core.errors import InputError

PERMISSOES: dict[str, str] = {
    "cadastros": "Cadastros",
    "cadastros/dados-empresa": "Dados da empresa",
    "cadastros/clientes": "Clientes",
    "cadastros/fornecedores": "Fornecedores",
    "cadastros/usuarios": "Usuários",
    "cadastros/condicoes-pagamento": "Condições de pagamento",
    "cadastros/templates": "Modelos de documentos",
    "comercial": "Comercial",
    "comercial/atendimentos": "Atendimentos",
    "comercial/desfazer-tarefa": "Desfazer tarefa concluída",
    "formularios": "Formulários",
    "formularios/briefing-vendas": "Briefing de vendas",
    "producao": "Produção",
    "producao/lote": "Lotes de produção",
    "producao/apontamento": "Apontamento de peças",
    "producao/apontamento-volume": "Apontamento de volumes",
    "producao/corte": "Corte: iniciar chapas, dar por cortadas, refugar",
    "producao/conferencia": "Conferência da produção",
    "producao/nesting": "Nesting (menu antigo)",
    "producao/chapas": "Materiais de chapa",
    "producao/chapas/estoque": "Estoque de chapas: consultar e dar entrada",
    "producao/chapas/baixar": "Estoque de chapas: alterar, excluir e dar baixa",
    "producao/ocorrencias": "Ocorrências",
    "producao/motivos": "Motivos de ocorrência",
    "producao/maquinas": "Máquinas, ferramentas e etiquetas",
    "producao/relatorios/ocorrencias": "Relatório de ocorrências",
    "planos-producao": "Planos de produção",
    "planos-producao/nesting": "Nesting",
    "planos-producao/seccionadora": "Seccionadora",
    "finance": "Financeiro",
    "finance/bancos": "Bancos",
    "finance/contas": "Contas",
    "finance/contas-pagar": "Contas a pagar",
    "finance/contas-receber": "Contas a receber",
    "finance/config-fiscal": "Configuração fiscal",
    "marketing-ia": "Marketing",
    "marketing-ia/chat": "Conversa com a IA",
    "marketing-ia/nova-campanha": "Nova campanha",
    "marketing-ia/nova-publicacao": "Nova publicação",
    "marketing-ia/publicos-alvo": "Públicos-alvo",
    "marketing-ia/gestao-leads": "Gestão de leads",
    "marketing-ia/gerir-conhecimento": "Gerir a base de conhecimento",
    "universidade-radha": "Universidade Radha",
    "universidade-radha/gerenciar-conteudos": "Gerenciar conteúdos da universidade",
    "arquivos": "Enviar e baixar arquivos pelo seu hash",
    "sistema/trabalhos": "Trabalhos em segundo plano de todas as pessoas",
    "acesso": "Acesso e segurança",
    "acesso/papeis": "Papéis e suas permissões",
    "acesso/dispositivos": "Dispositivos",
    "acesso/sessoes": "Sessões de outras pessoas",
    "acesso/auditoria": "Auditoria",
    "acesso/segredos": "Credenciais de serviços externos",
}
"""Every permission with its pt-BR label, in the order in which a screen shows them."""

CATALOGUE = frozenset(PERMISSOES)


def known(permissions: Iterable[str]) -> list[str]:
    """The permissions without repetition, in the catalogue's order.

    Raises:
        InputError: one of them is not in the catalogue.
    """
    given = set(permissions)
    for permission in sorted(given - CATALOGUE):
        raise InputError("acesso.permissao_desconhecida", permissao=permission)
    return [permission for permission in PERMISSOES if permission in given]


def of_role(permissions: Iterable[str], *, everything: bool) -> frozenset[str]:
    """What a role gives."""
    return CATALOGUE if everything else CATALOGUE & frozenset(permissions)


def effective(role: Iterable[str], own: Iterable[str], denied: Iterable[str]) -> frozenset[str]:
    """What a person may do: his role's permissions and his own, without those denied to him.

    A string that left the catalogue gives nothing.
    """
    return (frozenset(role) | frozenset(own)) & CATALOGUE - frozenset(denied)


def split(wanted: Iterable[str], role: frozenset[str]) -> tuple[list[str], list[str]]:
    """A whole list of permissions as (own, denied) beside a role's.

    The old API sends the whole list, and nothing else may be granted by it.

    Raises:
        InputError: a permission is not in the catalogue.
    """
    listed = known(wanted)
    own = [permission for permission in listed if permission not in role]
    denied = [permission for permission in PERMISSOES if permission in role - set(listed)]
    return own, denied


def in_order(permissions: Iterable[str]) -> list[str]:
    """The permissions in the catalogue's order."""
    given = set(permissions)
    return [permission for permission in PERMISSOES if permission in given]
