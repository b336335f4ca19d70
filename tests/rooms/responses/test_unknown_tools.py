# ruff: noqa: E501
"""Exports of tools nobody has described, in five languages: read by their headings and values, or asked about."""

from pathlib import Path

import pytest

from cxloop.responses.importing.answers import Heard
from cxloop.responses.importing.plan import Plan, plan_for
from cxloop.responses.importing.rows import read_rows


def read(path: Path, text: str) -> tuple[Plan, list[Heard]]:
    path.write_text(text.strip() + "\n", encoding="utf-8")
    plan = plan_for(path, "Europe/Rome")
    return plan, [row for row in read_rows(path, plan) if isinstance(row, Heard)]


SURVICATE = """
Response UUID,Date & Time (UTC),Respondent e-mail,Q#1: How likely are you to recommend us?,Q#1: NPS,Q#2: What made you choose this score?
aa-1,2026-10-13 09:01:11,a@example.org,9,Promoter,quick answers
aa-2,2026-10-14 09:02:11,b@example.org,0,Detractor,nobody ever replies
aa-3,2026-10-15 09:03:11,c@example.org,7,Passive,
"""
GERMAN = """
Bogen-Nr.;Datum der Befragung;Kunde;E-Mail;Gesamtnote (1-10);Was hat Ihnen gefehlt?;Filiale
17;13.10.2026 09:01;Muster GmbH;a@example.de;8,0;Parkplätze vor dem Haus;Köln
18;14.10.2026 10:30;Beispiel AG;b@example.de;2,0;Niemand hat zurückgerufen;Köln
19;15.10.2026 11:45;Probe KG;c@example.de;10,0;;Bonn
20;16.10.2026 12:00;Test GmbH;d@example.de;5,0;die Wartezeit war lang;Bonn
"""
ITALIAN = """
N. scheda;Data compilazione;Nominativo;Mail;Quanto è soddisfatto?;Note e suggerimenti
1;13/10/2026;Ada Prova;a@example.it;Molto soddisfatto;tutto bene, grazie mille
2;14/10/2026;Bo Prova;b@example.it;Per niente soddisfatto;mai più da voi
3;15/10/2026;Cleo Prova;c@example.it;Abbastanza soddisfatto;
4;16/10/2026;Dino Prova;d@example.it;Poco soddisfatto;attesa lunga allo sportello
"""
FRENCH = """
Identifiant réponse,Date de réponse,Adresse mail,"Sur une échelle de 0 à 10, recommanderiez-vous notre enseigne ?",Commentaire libre
r1,2026-10-13T09:01:11+02:00,a@example.fr,10 - Très probable,parfait
r2,2026-10-14T09:01:11+02:00,b@example.fr,0 - Pas du tout probable,personne au téléphone
r3,2026-10-15T09:01:11+02:00,c@example.fr,6,
"""
SPANISH = """
Folio,Fecha,Correo,Calificación del servicio (1 a 5 estrellas),Comentarios del cliente
11,13/10/2026 9:01 a. m.,a@example.es,5 estrellas,muy amables
12,14/10/2026 7:15 p. m.,b@example.es,1 estrella,no resolvieron nada
13,15/10/2026 8:00 p. m.,c@example.es,3 estrellas,
"""
MERGED = """
Customer,,Survey,,,
Name,E-mail,Answered on,Score (0-10),Why,Segment
Ada,a@example.org,2026-10-13,9,good,gold
Bo,b@example.org,2026-10-14,1,nobody called me back,gold
Cleo,c@example.org,2026-10-15,7,,gold
"""
SERIAL = """
Ref,Answered,Customer e-mail,CSAT,Feedback
x1,46308.376,a@example.org,5,good
x2,46309.5,b@example.org,1,not good at all
x3,46310.25,c@example.org,4,
"""
TWO_SCORES = """
response_id,created,email,How likely are you to recommend us to a friend? (0-10),How satisfied were you with the delivery? (1-5),Comments
a,2026-10-13T09:00:00Z,a@example.org,9,5,fine
b,2026-10-14T09:00:00Z,b@example.org,2,1,late again
c,2026-10-15T09:00:00Z,c@example.org,7,4,
"""
TICKED = """
Response,Submitted,Email,NPS score,Reason [Price],Reason [Service],Reason [Other],Reason [Other text]
1001,2026-10-13 09:00:00,a@example.org,9,Yes,No,No,
1002,2026-10-14 09:00:00,b@example.org,2,No,No,Yes,the app forgets my basket
1003,2026-10-15 09:00:00,c@example.org,3,No,Yes,Yes,they never answer the phone
"""
MATRIX = """
Id;Zeitpunkt;Wie zufrieden sind Sie? [Beratung];Wie zufrieden sind Sie? [Lieferung];Würden Sie uns weiterempfehlen? (0 = nein, 10 = ja);Ihre Anmerkungen
1;13.10.2026 09:00;Sehr zufrieden;Zufrieden;9;alles gut gelaufen
2;14.10.2026 09:00;Unzufrieden;Sehr unzufrieden;1;die Lieferung fehlte
3;15.10.2026 09:00;Neutral;Zufrieden;7;
"""
ZONES = """
Ticket;Rated;Customer;Rating out of 5;What the customer said
T1;Oct 13, 2026, 9:01 AM CEST;a@example.org;5;thanks a lot
T2;Oct 14, 2026, 9:01 AM CEST;b@example.org;1;still broken
T3;Oct 15, 2026, 9:01 AM CEST;c@example.org;4;
"""
EFFORT = """
Interaction,When,E-mail,The company made it easy for me to handle my issue,Tell us more
i1,2026-10-13 09:00,a@example.org,Strongly agree,one call was enough
i2,2026-10-14 09:00,b@example.org,Strongly disagree,five calls for one form
i3,2026-10-15 09:00,c@example.org,Somewhat agree,
i4,2026-10-16 09:00,d@example.org,Neither agree nor disagree,
"""
STARS_IN_WORDS = """
Nome recensore;Valutazione a stelle;Testo della recensione;Data recensione;Risposta del proprietario
Ada P.;FIVE;Ottimo servizio davvero;2026-10-13T09:01:11Z;Grazie mille Ada
Bo M.;ONE;Mai più, nessuno risponde;2026-10-14T09:01:11Z;
Cleo S.;THREE;;2026-10-15T09:01:11Z;
"""
BANDS_BESIDE = """
Survey,Customer email,Rating,Rating category,Feedback,Feedback tags,Date created,Response ID
Q4,a@example.org,10,Promoter,works as promised,price,2026-10-13T09:01:11.000Z,5f01
Q4,b@example.org,2,Detractor,support is slow,support,2026-10-14T09:01:11.000Z,5f02
Q4,c@example.org,8,Passive,,,2026-10-15T09:01:11.000Z,5f03
"""
UNDERSCORED = """
id,end_user_email,nps_score,text,created_at,end_user_created_at
71,a@example.org,10,love the new app,1791882071,1700000000
72,b@example.org,3,it crashes on start,1791968531,1700000000
73,c@example.org,8,,1792054991,1700000000
"""
TWO_VERBATIMS = """
Codice questionario|Data e ora intervista|Operatore|NPS (0-10)|Verbatim NPS|CSAT consegna (1-5)|Verbatim consegna
Q1|13/10/2026 09.01|Anna|9|tutto ok, molto veloci|5|
Q2|14/10/2026 09.02|Anna|1|il tecnico non è mai venuto|1|mai arrivata la merce
Q3|15/10/2026 09.03|Max|7||4|
"""
HAPPY = """
Ticket,Survey result,Survey feedback,Survey date,Requester email
11,Extremely Happy,thanks for the help,2026-10-13 09:01,a@example.org
12,Extremely Unhappy,it is still broken,2026-10-14 09:01,b@example.org
13,Neutral,,2026-10-15 09:01,c@example.org
14,Happy,,2026-10-16 09:01,d@example.org
"""
QUESTION_BESIDE = """
Survey,Response,Question,Answer score,Words,Person,Date
Q4,SR-1,How likely are you to recommend us?,9,all fine,Ada Prova (a@example.org),2026-10-13
Q4,SR-2,How likely are you to recommend us?,2,nobody called,Bo Muster <b@example.org>,2026-10-14
Q4,SR-3,How likely are you to recommend us?,7,,Cleo [c@example.org],2026-10-15
"""
CASES = {
    "a question in a column": (QUESTION_BESIDE, "nps", [9, 2, 7], []),
    "stars in words": (STARS_IN_WORDS, "csat", [5, 1, 3], ["Ottimo servizio davvero", "Mai più, nessuno risponde", None]),
    "bands beside the score": (BANDS_BESIDE, "nps", [10, 2, 8], ["works as promised", "support is slow", None]),
    "underscored names": (UNDERSCORED, "nps", [10, 3, 8], ["love the new app", "it crashes on start", None]),
    "two verbatims": (TWO_VERBATIMS, "nps", [9, 1, 7], [
        "tutto ok, molto veloci",
        "Verbatim NPS\nil tecnico non è mai venuto\n\nVerbatim consegna\nmai arrivata la merce", None]),
    "happiness": (HAPPY, "csat", [5, 1, 3, 4], ["thanks for the help", "it is still broken", None]),
    "numbered questions": (SURVICATE, "nps", [9, 0, 7], ["quick answers", "nobody ever replies", None]),
    "German decimals and dates": (GERMAN, "osat", [8, 2, 10, 5], ["Parkplätze vor dem Haus"]),
    "Italian words": (ITALIAN, "csat", [5, 1, 4, 2], ["tutto bene, grazie mille", "mai più da voi", None]),
    "French labels and offsets": (FRENCH, "nps", [10, 0, 6], ["parfait", "personne au téléphone", None]),
    "Spanish stars": (SPANISH, "csat", [5, 1, 3], ["muy amables", "no resolvieron nada", None]),
    "merged headings": (MERGED, "nps", [9, 1, 7], ["good", "nobody called me back", None]),
    "serial dates": (SERIAL, "csat", [5, 1, 4], ["good", "not good at all", None]),
    "two scores": (TWO_SCORES, "nps", [9, 2, 7], ["fine", "late again", None]),
    "ticks with a text": (TICKED, "nps", [9, 2, 3], [None, "the app forgets my basket", "they never answer the phone"]),
    "a matrix beside the score": (MATRIX, "nps", [9, 1, 7], ["alles gut gelaufen", "die Lieferung fehlte", None]),
    "named zones": (ZONES, "csat", [5, 1, 4], ["thanks a lot", "still broken", None]),
    "agreement": (EFFORT, "ces", [5, 1, 4, 3], ["one call was enough", "five calls for one form", None]),
}  # fmt: skip


def test_one_answer_in_several_rows_is_asked_about_and_never_mixed(tmp_path: Path) -> None:
    plan, _ = read(tmp_path / "long.csv", """
Survey Name,Response ID,Participant Email,Completion Date Time,Question,Response Value
Q4,SR-1,a@example.org,10/13/2026 9:01 AM,How likely are you to recommend us?,9
Q4,SR-1,a@example.org,10/13/2026 9:01 AM,How satisfied were you with the delivery?,2
Q4,SR-2,b@example.org,10/14/2026 9:01 AM,How likely are you to recommend us?,1
Q4,SR-2,b@example.org,10/14/2026 9:01 AM,How satisfied were you with the delivery?,5
""")  # fmt: skip
    assert "rows_of_questions" in [question.code for question in plan.questions if question.blocking]


@pytest.mark.parametrize("name", CASES)
def test_an_unknown_tool_is_read_by_kind(name: str, tmp_path: Path) -> None:
    text, metric, scores, comments = CASES[name]
    plan, heard = read(tmp_path / "export.csv", text)
    assert plan.is_ready, plan.questions
    assert (plan.metric, [answer.score for answer in heard]) == (metric, scores)
    assert [answer.comment for answer in heard][: len(comments)] == comments
    assert all(answer.answered_at for answer in heard)
    emails = {answer.email for answer in heard}
    assert emails == {None} or len(emails) == len(heard)
