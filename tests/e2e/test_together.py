"""Doing something together, in browsers: who leads, who came, what is told, calendar links."""

import re

import pytest
from playwright.async_api import Browser, FilePayload, expect

from tests.kit.browser import Visitor, at_home
from tests.kit.house_screens import ahead, in_hours
from tests.kit.program import Program
from tests.kit.stored import stored
from tests.kit.until import until
from tests.wire.test_files import photo

pytestmark = pytest.mark.asyncio(loop_scope="session")
EVA = ("Eva", "former_resident peer_mentor group_leader")
OLA = ("Ola", "resident")
PER = ("Per", "resident")


async def _plan(visitor: Visitor, title: str, hours: int = 26, *, weekly: bool = False) -> None:
    await visitor.go("planlegg")
    await _fill(visitor, title, hours, weekly=weekly)


async def _fill(visitor: Visitor, title: str, hours: int, *, weekly: bool = False) -> None:
    day, begin, end = await in_hours(visitor, hours, hours + 2)
    await visitor.page.get_by_label("Hva skal dere gjøre").fill(title)
    await visitor.page.get_by_label("Hvor", exact=True).fill("ved porten")
    await visitor.page.get_by_label("Dag", exact=True).fill(day)
    await visitor.page.get_by_label("Fra", exact=True).fill(begin)
    await visitor.page.get_by_label("Til", exact=True).fill(end)
    if weekly:
        await visitor.page.get_by_label("Gjentas").select_option("weekly")
    await visitor.tap("Inviter")
    await visitor.sees(title)


async def test_who_leads_is_given_back_and_taken_by_another(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await _plan(eva, "Svømming")
        for one in (eva, ola):
            await one.go("sammen")
            await one.follow(re.compile("Svømming"))
        await ola.sees("Eva leder.")
        await eva.tap("Gi fra deg")
        await ola.sees("Ingen leder denne ennå.")
        await ola.tap("Jeg tar den")
        await ola.sees("Du leder denne.")
        await eva.sees("Ola leder.")


async def test_who_came_is_noted_by_the_one_who_led(server: Program, browser: Browser) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await _plan(eva, "Kveldstur", hours=2)
        await ola.sees("Kveldstur")
        await ola.tap("Jeg kommer")
        await eva.sees("én kommer")
        server.move_clock(5 * 3600)
        await eva.reload()
        await eva.sees("Hvem kom?")
        await eva.follow(re.compile("Kveldstur"))
        await eva.main.get_by_text("Hvem kom?").click()
        group = eva.page.get_by_role("group", name="Hvem kom?")
        await expect(group.get_by_label("Ola")).to_be_checked()
        await group.get_by_label("Eva").check()
        await eva.tap("Lagre")
        await expect(eva.page.get_by_role("button", name="Lagret")).to_be_visible()
        await eva.reload()
        await eva.main.get_by_text("Hvem kom?").click()
        await expect(group.get_by_label("Eva")).to_be_checked()
        for name in ("Eva", "Ola"):
            await group.get_by_label(name).uncheck()
        await eva.tap("Lagre")
        await expect(eva.page.get_by_role("button", name="Lagret")).to_be_visible()
        await eva.reload()
        await eva.main.get_by_text("Hvem kom?").click()
        await expect(group.get_by_label("Ola")).not_to_be_checked()


async def test_who_leads_beside_the_other_notes_who_came_too(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await eva.go("planlegg")
        await eva.main.get_by_text("Flere valg").click()
        await eva.page.get_by_label("Hvem leder sammen med dem").select_option("Ola")
        await _fill(eva, "Quiz", hours=2)
        await ola.sees("Quiz")
        server.move_clock(5 * 3600)
        await ola.go("sammen")
        await ola.reload()
        await ola.sees("Hvem kom?")


async def test_a_change_is_told_in_words_and_goes_when_it_is_read(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, PER) as (eva, per):
        await _plan(eva, "Frokost")
        await per.sees("Frokost")
        await per.tap("Jeg kommer")
        await eva.follow(re.compile("Frokost"))
        await eva.follow("Endre")
        await eva.page.get_by_label("Hvor", exact=True).fill("ved stasjonen")
        await eva.tap("Lagre endringen")
        news = per.main.get_by_role("link", name=re.compile("Frokost: .*ved stasjonen"))
        await expect(news).to_be_visible()
        await per.reload()
        await news.click()
        await expect(per.page.get_by_role("heading", name="Frokost")).to_be_visible()
        await per.go("")
        await expect(news).to_have_count(0)


async def test_a_word_changed_for_all_moves_no_time_and_an_emptied_field_is_empty(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, PER) as (eva, per):
        await _plan(eva, "Kor", weekly=True)
        await eva.go("sammen")
        times = eva.main.get_by_role("link", name=re.compile("Kor"))
        await expect(times).to_have_count(5)
        before = await times.all_inner_texts()
        await times.nth(2).click()
        await eva.follow("Endre")
        await eva.page.get_by_label("Greit å vite").fill("Ta med noter")
        await eva.page.get_by_label("Plass til, om det er en grense").fill("8")
        await eva.tap("Alle", exact=True)
        await eva.tap("Lagre endringen")
        await expect(times).to_have_count(5)
        assert await times.all_inner_texts() == before
        await per.go("sammen")
        await per.main.get_by_role("link", name=re.compile("Kor")).nth(1).click()
        await per.sees("Ta med noter")
        await per.sees("Plass til 8")
        await times.first.click()
        await eva.follow("Endre")
        await eva.page.get_by_label("Plass til, om det er en grense").fill("")
        await eva.tap("Alle", exact=True)
        await eva.tap("Lagre endringen")
        await per.misses("Plass til 8")
        await per.sees("Ta med noter")


async def test_another_hour_for_all_leaves_their_days(server: Program, browser: Browser) -> None:
    async with at_home(browser, server, EVA) as (eva,):
        await _plan(eva, "Yoga", weekly=True)
        await eva.go("sammen")
        times = eva.main.get_by_role("link", name=re.compile("Yoga"))
        await expect(times).to_have_count(5)
        days = [text.split("\n")[:2] for text in await times.all_inner_texts()]
        await times.nth(1).click()
        await eva.follow("Endre")
        await eva.page.get_by_label("Fra", exact=True).fill("06:15")
        await eva.page.get_by_label("Til", exact=True).fill("07:15")
        await eva.tap("Alle", exact=True)
        await eva.tap("Lagre endringen")
        await expect(times.first).to_contain_text("06:15")
        await expect(times.filter(has_text="06:15")).to_have_count(5)
        assert [text.split("\n")[:2] for text in await times.all_inner_texts()] == days


async def test_answers_and_moved_times_are_where_they_were_after_another_hour(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, PER) as (eva, per):
        await _plan(eva, "Yoga", weekly=True)
        for one in (eva, per):
            await one.go("sammen")
        times, of_per = (
            one.main.get_by_role("link", name=re.compile("Yoga")) for one in (eva, per)
        )
        await of_per.nth(1).click()
        await per.tap("Jeg kommer", exact=True)
        await per.go("sammen")
        await expect(of_per.nth(1)).to_contain_text("én kommer")
        await times.nth(2).click()
        await _change(eva, "05:05", "06:05", "Denne gangen")
        await expect(times.nth(2)).to_contain_text("05:05")
        await times.nth(1).click()
        await _change(eva, "06:15", "07:15", "Alle")
        moved = ["06:15", "06:15", "05:05", "06:15", "06:15"]
        await expect(of_per).to_contain_text(moved)
        await expect(of_per.nth(1)).to_contain_text("én kommer")
        await per.worker_ready()
        await per.context.set_offline(True)
        await per.reload()
        await expect(of_per).to_contain_text(moved)
        await expect(of_per.nth(1)).to_contain_text("én kommer")
        async with at_home(browser, server, OLA) as (ola,):
            await ola.go("sammen")
            await expect(ola.main.get_by_role("link", name=re.compile("Yoga"))).to_contain_text(
                moved
            )


async def _change(visitor: Visitor, begin: str, end: str, which: str) -> None:
    """Give the time that is looked at, and others with it, another hour."""
    await visitor.follow("Endre")
    await visitor.page.get_by_label("Fra", exact=True).fill(begin)
    await visitor.page.get_by_label("Til", exact=True).fill(end)
    await visitor.tap(which, exact=True)
    await visitor.tap("Lagre endringen")


async def test_a_rule_that_the_phone_does_not_read_is_asked_for(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await eva.go("les-inn")
        rule = b"RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU"
        await _choose(eva, (await _calendar(eva, "Suppe")).replace(b"RRULE:FREQ=WEEKLY", rule))
        await eva.tap("Ta inn alle 2")
        await eva.sees("Kalenderen er lest inn.")
        for phone in (eva, ola):
            await phone.go("sammen")
            await expect(
                phone.main.get_by_role("link", name=re.compile("Turen")).nth(7)
            ).to_be_visible()
        async with at_home(browser, server, PER) as (per,):
            await per.go("sammen")
            walks = per.main.get_by_role("link", name=re.compile("Turen"))
            await expect(walks.nth(7)).to_be_visible()
            await per.worker_ready()
            await per.context.set_offline(True)
            await per.reload()
            await expect(walks.nth(7)).to_be_visible()


async def test_somebody_says_a_word_to_who_leads_and_stops_coming_every_time(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, PER) as (eva, per):
        await _plan(eva, "Brettspill", weekly=True)
        await per.follow(re.compile("Brettspill"))
        await per.tap("Jeg kommer hver gang")
        await per.main.get_by_text("Si noe til den som leder").click()
        await per.page.get_by_label("Bare den som leder, ser det").fill("Kommer litt seint")
        await per.tap("Si det")
        await eva.go("")
        await eva.sees(re.compile("Per om Brettspill: Kommer litt seint"))
        await per.tap("Ikke fast lenger")
        await expect(per.page.get_by_role("button", name="Jeg kommer hver gang")).to_be_visible()


async def test_a_calendar_link_is_named_listed_and_revoked(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, OLA) as (ola,):
        await ola.go("kalender")
        await ola.sees("Du har ingen kalenderlenker.")
        await ola.page.get_by_label("Navn på lenka, om du vil").fill("Jobben")
        await ola.page.get_by_label("Påminning fra kalenderen").select_option("Dagen før")
        await ola.tap("Lag en kalenderlenke")
        await ola.sees(re.compile(r"/calendar/.*\.ics"))
        await ola.reload()
        await ola.misses(re.compile(r"\.ics"))
        await ola.sees("Jobben")
        await ola.sees(re.compile("· Dagen før"))
        await ola.tap("Trekk tilbake lenka: Jobben")
        await ola.page.get_by_role("dialog").get_by_role("button", name="Trekk").click()
        await ola.sees("Du har ingen kalenderlenker.")


async def test_a_calendar_link_may_be_of_a_group(server: Program, browser: Browser) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, _):
        await _plan(eva, "Yoga", weekly=True)
        await eva.go("skriv/rom")
        await eva.page.get_by_label("Hva rommet heter").fill("Koret")
        await eva.page.get_by_label("Ola").check()
        await eva.tap("Lag rommet")
        await eva.sees("Her er det stille.")
        await eva.go("planlegg")
        for_whom = eva.page.get_by_label("For hvem")
        await expect(for_whom.locator("option:checked")).to_have_text("Huset")
        await for_whom.select_option("Koret")
        await _fill(eva, "Øving", 26)
        await eva.go("kalender")
        chosen = eva.page.get_by_label("Hva som skal stå der")
        await expect(chosen.locator("option")).to_have_text(["Det jeg er med på", "Koret"])
        await chosen.select_option("Koret")
        await eva.tap("Med titler og sted")
        await eva.tap("Lag en kalenderlenke")
        await eva.sees(re.compile("Koret · .*Med titler og sted"))
        read = await eva.page.request.get(await eva.main.locator(".link").inner_text())
        assert "SUMMARY:Øving" in await read.text()


async def test_a_calendar_of_another_program_is_looked_at_and_then_made(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        link = "Les inn en kalender"
        await ola.go("planlegg")
        await ola.sees("Hva skal dere gjøre")
        await expect(ola.page.get_by_role("link", name=link)).to_have_count(0)
        await eva.go("planlegg")
        await eva.follow(link)
        await _choose(eva, await _calendar(eva, "Suppe"))
        await eva.sees("2 aktiviteter i fila")
        await eva.sees(re.compile("flere ganger · én gang er annerledes"))
        await expect(eva.main.get_by_text("Ny", exact=True)).to_have_count(2)
        await eva.sees("Linje 11 DESCRIPTION")
        await eva.sees(re.compile("Dette tas ikke med"))
        await ola.go("sammen")
        await ola.sees("Ingenting er planlagt ennå.")
        await eva.tap("Ta inn alle 2")
        await eva.sees("Kalenderen er lest inn.")
        await ola.sees("Suppe")

        await _choose(eva, await _calendar(eva, "Brød og suppe"))
        await expect(eva.main.get_by_text("Endret", exact=True)).to_have_count(1)
        await eva.tap("Ta den inn")
        await ola.sees("Brød og suppe")
        await _choose(eva, await _calendar(eva, "Brød og suppe"))
        await eva.sees("Alt i fila står her fra før.")


async def test_who_leads_gives_it_a_picture(server: Program, browser: Browser) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await _plan(eva, "Kveldstur")
        for one in (eva, ola):
            await one.go("sammen")
            await one.follow(re.compile("Kveldstur"))
            await one.sees("Kommer du?")
        await expect(ola.page.get_by_label("Velg et bilde")).to_have_count(0)
        file: FilePayload = {"name": "tur.jpg", "mimeType": "image/jpeg", "buffer": photo()}
        await eva.page.get_by_label("Velg et bilde").set_input_files(file)
        for one in (eva, ola):
            picture = one.main.locator("img")
            await expect(picture).to_be_visible()
            await expect(picture).not_to_have_js_property("naturalWidth", 0)
        # It is on the phone now, and shown from there.
        seen = ola.main.locator("img")
        await expect(seen).to_have_attribute("src", re.compile("^blob:"))
        await ola.worker_ready()
        await ola.context.set_offline(True)
        await ola.reload()
        await expect(seen).to_have_attribute("src", re.compile("^blob:"))
        await expect(seen).not_to_have_js_property("naturalWidth", 0)
        await ola.context.set_offline(False)
        await eva.tap("Ta bort bildet")
        await expect(seen).to_have_count(0)

        async def gone() -> bool:
            return "face " not in "".join(await stored(ola.page))

        await until(gone)


async def test_a_time_has_its_own_thread(server: Program, browser: Browser) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await _plan(eva, "Kveldstur", weekly=True)
        for one in (eva, ola):
            await one.go("sammen")
            await one.follow(re.compile("Kveldstur"))
            if one is ola:
                await one.tap("Jeg kommer", exact=True)
            await one.follow("Skriv om denne gangen")
            await one.sees("Ingen har skrevet om denne gangen ennå.")
        await eva.write("Ta med lykt")
        await ola.sees("Ta med lykt")
        await ola.write("Jeg har to")
        await eva.sees("Jeg har to")
        await ola.reload()
        await ola.sees("Ta med lykt")
        # The week after has a thread of its own; the room has both.
        await eva.go("sammen")
        await eva.page.get_by_role("link", name=re.compile("Kveldstur")).nth(1).click()
        await eva.follow("Skriv om denne gangen")
        await eva.sees("Ingen har skrevet om denne gangen ennå.")
        await eva.page.go_back()
        await eva.follow("Til rommet")
        await eva.sees("Jeg har to")


async def _choose(visitor: Visitor, data: bytes) -> None:
    file: FilePayload = {"name": "huset.ics", "mimeType": "text/calendar", "buffer": data}
    await visitor.page.locator("input[type=file]").set_input_files(file)


async def _calendar(visitor: Visitor, title: str) -> bytes:
    """Something once, tomorrow, and something weekly whose second time is left out."""
    first, second, third = [(await ahead(visitor, days)).replace("-", "") for days in (1, 2, 9)]
    lines = f"""
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Huset//NO
        BEGIN:VEVENT
        UID:suppe@huset
        DTSTAMP:20260101T000000Z
        DTSTART;TZID=Europe/Oslo:{first}T120000
        DURATION:PT2H
        SUMMARY:{title}
        LOCATION:Kjøkkenet
        DESCRIPTION:Ta med bolle
        END:VEVENT
        BEGIN:VEVENT
        UID:turen@huset
        DTSTAMP:20260101T000000Z
        DTSTART;TZID=Europe/Oslo:{second}T180000
        DURATION:PT2H
        RRULE:FREQ=WEEKLY
        EXDATE;TZID=Europe/Oslo:{third}T180000
        SUMMARY:Turen
        LOCATION:Ved porten
        END:VEVENT
        END:VCALENDAR
    """
    return "".join(f"{line.strip()}\r\n" for line in lines.strip().splitlines()).encode()
