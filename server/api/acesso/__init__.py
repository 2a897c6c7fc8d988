"""Log-in, people, roles, devices, sessions, audit and kept secrets."""

from fastapi import APIRouter

from server.api.acesso.administracao import router as administracao
from server.api.acesso.dispositivos import router as dispositivos
from server.api.acesso.entrada import router as entrada
from server.api.acesso.usuarios import router as usuarios

router = APIRouter()
for part in (entrada, usuarios, dispositivos, administracao):
    router.include_router(part)

__all__ = ["router"]
