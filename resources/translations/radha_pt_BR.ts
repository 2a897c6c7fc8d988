<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="pt_BR" sourcelanguage="pt_BR">
<context>
    <name>ConferenciaPage</name>
    <message numerus="yes">
        <source>%n item(ns) fica(m) de fora do corte</source>
        <translation>
            <numerusform>%n item fica de fora do corte</numerusform>
            <numerusform>%n itens ficam de fora do corte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>e mais %n</source>
        <translation>
            <numerusform>e mais %n</numerusform>
            <numerusform>e mais %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Configure</name>
    <message numerus="yes">
        <source>%n estágio(s)</source>
        <translation>
            <numerusform>%n estágio</numerusform>
            <numerusform>%n estágios</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tipo(s) de chapa</source>
        <translation>
            <numerusform>%n tipo de chapa</numerusform>
            <numerusform>%n tipos de chapa</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sobra(s)</source>
        <translation>
            <numerusform>%n sobra</numerusform>
            <numerusform>%n sobras</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Detail</name>
    <message numerus="yes">
        <source>%n peça(s)</source>
        <translation>
            <numerusform>%n peça</numerusform>
            <numerusform>%n peças</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>e mais %n arquivo(s)</source>
        <translation>
            <numerusform>e mais %n arquivo</numerusform>
            <numerusform>e mais %n arquivos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExportacaoPage</name>
    <message numerus="yes">
        <source>%n programa(s), um por chapa</source>
        <translation>
            <numerusform>%n programa, um por chapa</numerusform>
            <numerusform>%n programas, um por chapa</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Etiqueta de %n peça(s)</source>
        <translation>
            <numerusform>Etiqueta de %n peça</numerusform>
            <numerusform>Etiquetas de %n peças</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n achado(s). Veja abaixo o lugar de cada um; o relatório está na pasta.</source>
        <translation>
            <numerusform>%n achado. Veja abaixo o lugar; o relatório está na pasta.</numerusform>
            <numerusform>%n achados. Veja abaixo o lugar de cada um; o relatório está na pasta.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n programa(s) provado(s) e gravado(s)</source>
        <translation>
            <numerusform>%n programa provado e gravado</numerusform>
            <numerusform>%n programas provados e gravados</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n peça(s) ficou(aram) de fora.</source>
        <translation>
            <numerusform>%n peça ficou de fora.</numerusform>
            <numerusform>%n peças ficaram de fora.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n operação(ões) a fazer em outra face ou topo.</source>
        <translation>
            <numerusform>%n operação a fazer em outra face ou topo.</numerusform>
            <numerusform>%n operações a fazer em outra face ou topo.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message numerus="yes">
        <source>%n chapa(s)</source>
        <translation>
            <numerusform>%n chapa</numerusform>
            <numerusform>%n chapas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n peça(s)</source>
        <translation>
            <numerusform>%n peça</numerusform>
            <numerusform>%n peças</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n material(is) ainda em busca</source>
        <translation>
            <numerusform>%n material ainda em busca</numerusform>
            <numerusform>%n materiais ainda em busca</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>no máximo %n chapa(s) acima do mínimo teórico</source>
        <translation>
            <numerusform>no máximo %n chapa acima do mínimo teórico</numerusform>
            <numerusform>no máximo %n chapas acima do mínimo teórico</numerusform>
        </translation>
    </message>
</context>
</TS>
