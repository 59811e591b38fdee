"""Words of the live page, in Swedish and English; names and numbers are filled in on the page."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    # --------------------------------------------------------------------------------- head and first minute
    "workshop": ("Budgetverkstaden", "Budget workshop"),
    "no_decision": ("Räkneförslag, inget beslut", "A computed proposal, not a decision"),
    "skip_to_frames": ("Till ramarna", "To the frames"),
    "skip_to_weights": ("Till vikterna", "To the weights"),
    "needs_script": (
        "Sidan räknar i webbläsaren och behöver JavaScript. Ingenting skickas.",
        "The page computes in the browser and needs JavaScript. Nothing is sent.",
    ),
    "starting": (
        "Startar och räknar om kontrollägena …",
        "Starting, and solving the control positions again …",
    ),
    "first_minute": ("Din första minut", "Your first minute"),
    "weights_by": ("Vikter vid start: {owner}", "Weights at the start: {owner}"),
    "digest_short": ("scenario", "scenario"),
    "about": (
        (
            "Sidan delar kommunens ram mellan nämnderna så att målen, efter hur tungt de väger, nås "
            "så långt gränserna medger. Vad som väger tungt väljer du; programmet väljer inget."
        ),
        (
            "The page divides the municipality's frame between the committees so that the goals, by "
            "how much they weigh, are reached as far as the limits allow. What weighs much is your "
            "choice; the program chooses nothing."
        ),
    ),
    "missing_sources": ("Saknas i underlaget: {n} uppgifter", "Missing in the sources: {n} items"),
    "try_title": ("Prova en sak:", "Try one thing:"),
    "try_text": (
        "dra upp vikten för det mål som du bryr dig mest om, och se vilken nämnd som får mindre.",
        "raise the weight of the goal that you care most about, and see which committee gets less.",
    ),
    "step_weights": (
        "Välj någons vikter eller dra i en vikt.",
        "Choose somebody's weights or move a weight.",
    ),
    "to_weights": ("Visa vikterna", "Show the weights"),
    "step_goals": (
        "Läs under Mål vad det köper och vad som ges upp.",
        "Read under Goals what it buys and gives up.",
    ),
    "step_save": (
        "Spara läget, gör om med andra vikter och jämför.",
        "Save the position, do it again with other weights and compare.",
    ),
    # -------------------------------------------------------------------------------------------- the answer
    "answer_lead": ("Med {weights} {year}:", "With {weights} in {year}:"),
    "with_stated_weights": ("scenariots vikter", "the scenario's weights"),
    "with_profile": ("vikterna ”{name}”", "the weights “{name}”"),
    "with_own_weights": ("egna vikter", "weights of your own"),
    "with_weights_of": ("vikter från {name}", "the weights of {name}"),
    "more_to": ("{committee} {money} mer", "{committee} {money} more"),
    "less_to": ("{committee} {money} mindre", "{committee} {money} less"),
    "than_indexation": ("än uppräkning", "than indexation"),
    "as_indexation": (
        "Alla ramar är som vid uppräkning, så långt avrundade tal visar.",
        "All frames are as under indexation, as far as rounded figures show.",
    ),
    "nothing_outside": (
        (
            "Underlaget räcker inte för att säga emot uppräkningen: alla ändringar är inom "
            "felmarginalen. Det betyder inte att uppräkningen är bäst. Många fördelningar är ungefär "
            "lika bra, och valet mellan dem är politiskt."
        ),
        (
            "The evidence is not enough to contradict indexation: all changes are within the margin "
            "of error. That does not mean that indexation is best. Many divisions are about as good, "
            "and the choice between them is political."
        ),
    ),
    "one_within": (
        "En annan ändring är inom felmarginalen.",
        "One other change is within the margin of error.",
    ),
    "others_within": (
        "{n} andra ändringar är inom felmarginalen.",
        "{n} other changes are within the margin of error.",
    ),
    "weightless": (
        "Inga vikter: alla planer är lika bra, och svaret är den plan som ligger närmast uppräkningen.",
        "No weights: all plans are equally good, and the answer is the plan nearest to indexation.",
    ),
    "no_plan_here": ("Här finns ingen plan som håller alla gränser.", "Here no plan keeps every limit."),
    "in_brief": ("Svaret i korthet", "The answer in brief"),
    "moved_in_all": ("omfördelat {money}", "reallocated {money}"),
    "to_answer": ("Visa svaret", "Show the answer"),
    # ---------------------------------------------------------------------------------------------- controls
    "weights_title": ("Vikter: hur tungt väger målen?", "Weights: how much do the goals weigh?"),
    "weights_note": (
        (
            "Bara förhållandet mellan vikterna spelar roll. Efter namnet: målets del av all vikt · "
            "vad en målpoäng till kostar med dagens verksamhet."
        ),
        (
            "Only the proportion between the weights matters. After the name: the goal's part of all "
            "weight · what one more goal point costs at today's service."
        ),
    ),
    "presets_stated": ("Vid start", "At the start"),
    "presets_profile": ("Profiler", "Profiles"),
    "presets_party": ("Partier", "Parties"),
    "presets_majority": ("Majoriteter", "Majorities"),
    "stated_weights": ("Scenariots vikter", "The scenario's weights"),
    "weights_derived": (
        ("Siffran är gånger den vikt som målet får ur basårets budget; därför ger lika siffror olika delar."),
        (
            "The number is times the weight that the goal gets from the base-year budget; equal numbers "
            "therefore give different parts."
        ),
    ),
    "own_weights": ("Egna vikter", "Own weights"),
    "weights_are": ("Nu: {weights} ({owner}).", "Now: {weights} ({owner})."),
    "weights_are_of": ("Nu: {weights}.", "Now: {weights}."),
    "weights_are_own": (
        "Nu: egna vikter. De är dens som satte dem här, och ingen annans.",
        "Now: own weights. They belong to whoever set them here, and to nobody else.",
    ),
    "other_goals": ("Övriga mål", "Other goals"),
    "typed": ("{name}, skriv ett tal", "{name}, type a number"),
    "wrong_number": ("Skriv ett tal från {low} till {high}.", "Type a number from {low} to {high}."),
    "limits_title": ("Ramen och gränserna", "The frame and the limits"),
    "limits_note": (
        "Svart streck: här finns en plan, om de andra reglagen står kvar.",
        "Black line: here there is a plan, if the other sliders stay.",
    ),
    "plan_between": ("plan finns {low}–{high}", "plan from {low} to {high}"),
    "no_plan_on_slider": ("ingen plan på hela reglaget", "no plan anywhere on the slider"),
    "slider_ends_title": ("Varför reglagen slutar där de gör", "Why the sliders end where they do"),
    "slider_ends": ("{lever} slutar vid {value}: {why}.", "{lever} ends at {value}: {why}."),
    "not_movable": ("väger inget här", "weighs nothing here"),
    "start_over": ("Börja om från scenariot", "Start over from the scenario"),
    "year": ("År", "Year"),
    "against": ("Mot", "Against"),
    "indexation_word": ("uppräkning", "indexation"),
    "this_year_word": ("årets ram {year}", "this year's frame {year}"),
    "save_position": ("Spara läget", "Save the position"),
    # ------------------------------------------------------------------------------------------------ frames
    "frames_of": ("Ramar {year}", "Frames {year}"),
    "against_indexation": ("mot uppräkning {year}", "against indexation {year}"),
    "against_this_year": ("mot årets ram {year}", "against this year's frame {year}"),
    "committee": ("Nämnd", "Committee"),
    "indexation": ("Uppräkning", "Indexation"),
    "this_year": ("Årets ram {year}", "This year's frame {year}"),
    "proposal": ("Förslag", "Proposal"),
    "difference": ("Skillnad", "Difference"),
    "room": ("Utrymme", "Room"),
    "least": ("minst", "least"),
    "most": ("mest", "most"),
    "bars": ("Stapel: skillnad. Band: utrymme.", "Bar: difference. Band: room."),
    "sum_of_frames": ("Summa ramar", "All frames"),
    "council_reserve": ("Till fullmäktiges förfogande", "The council's reserve"),
    "moved": ("Omfördelat", "Reallocated"),
    "outside_room": ("uppräkningen ligger utanför utrymmet", "indexation lies outside the room"),
    "within_margin": ("inom felmarginalen", "within the margin of error"),
    "marks_note": (
        (
            "● uppräkningen ligger utanför utrymmet, ○ inom felmarginalen. ● är inte detsamma som säker i "
            "rapporten: där prövas också effekternas storlek."
        ),
        (
            "● indexation lies outside the room, ○ within the margin of error. ● is not the same as "
            "certain in the report, which also varies the size of effects."
        ),
    ),
    "room_note": (
        (
            "Utrymme: skillnaden minst och mest bland planer som är minst lika bra som den bästa med "
            "{share} mindre pengar, varje nämnd för sig; alla kan inte få mest samtidigt."
        ),
        (
            "Room: the least and greatest difference among plans at least as good as the best with "
            "{share} less money, each committee by itself; all cannot have most at once."
        ),
    ),
    "reallocated_note": (
        (
            "Omfördelat, mot uppräkning: det minsta av summan av ökningar och summan av minskningar, mellan "
            "nämnder. Mål kan ändras fast ramen står still: vad som flyttas inom nämnderna står i rapporten."
        ),
        (
            "Reallocated, against indexation: the smaller of the sum of increases and the sum of decreases, "
            "between committees. Goals may change while a frame stays: what moves inside committees is in "
            "the report."
        ),
    ),
    "deposit": (
        "Till resultatreserven sätts av {amounts}, som ingår i ramutrymmet men inte i ramarna.",
        "{amounts} is deposited in the result reserve: part of the total, and not of the frames.",
    ),
    "all_years": ("Alla planår", "All plan years"),
    "all_years_under": (
        "skillnad mot uppräkning samma år, {unit}",
        "difference from indexation of the same year, {unit}",
    ),
    # ------------------------------------------------------------------------------------------ settled years
    "settled_year": ("Avslutat {year}", "Settled {year}"),
    "settled_choice": ("{year} (avslutat)", "{year} (settled)"),
    "settled_base": ("Ram {year}", "Frame {year}"),
    "settled_others": ("Alla år som planeras", "All years that are planned"),
    "settled_answer": (
        "{year} är avslutat: ramarna är givna, vilka vikterna än är. Välj ett år som planeras.",
        "{year} is settled: its frames are given, whatever the weights. Choose a year that is planned.",
    ),
    "settled_held": (
        "{year} är avslutat: ramarna är givna, och inga krav prövas på dem.",
        "{year} is settled: its frames are given, and no limit is tested on them.",
    ),
    "settled_positions": (
        "Avslutat {year}: detsamma i alla lägen och planer",
        "Settled {year}: the same in all positions and plans",
    ),
    "settled_goals": ("enligt kurvorna, med det som förbrukades", "by the curves, with what was spent"),
    "settled_measured": (
        "nu {year} / avslutat {settled}, enligt kurvorna",
        "now {year} / settled {settled}, by the curves",
    ),
    # ------------------------------------------------------------------------------------------------- goals
    "goals": ("Mål", "Goals"),
    "goals_of": ("Mål {year}", "Goals {year}"),
    "against_indexation_short": ("mot uppräkning samma år", "against indexation of the same year"),
    "inhabitant_meets": ("Det invånaren möter", "What inhabitants meet"),
    "now": ("Nu {year}", "Now {year}"),
    "indexation_short": ("Uppräkn.", "Indexed"),
    "in_points": ("{goal} (poäng 0–100)", "{goal} (points 0–100)"),
    "it_buys": ("Det köper", "It buys"),
    "it_gives_up": ("Det ges upp", "It gives up"),
    "unmoved": ("Ändras inte så att det syns", "Does not change visibly"),
    "nothing_shows": ("inget som syns", "nothing that shows"),
    "worth_more": (
        "Samma måluppfyllelse, med dessa vikter, som uppräkning hade gett med {money} mer om året.",
        (
            "The same goal attainment, by these weights, as indexation would have given with {money} "
            "more a year."
        ),
    ),
    "gain_within": (
        "Det är mindre än felmarginalen: planer räknas som ungefär lika bra inom {money}.",
        "That is less than the margin of error: plans count as about as good within {money}.",
    ),
    "gain_together": (
        (
            "Det är mer än felmarginalen, fast ingen rams ändring {year} är det för sig: vinsten kommer av allt "
            "tillsammans, också av andra år, av vad som flyttas inom nämnderna och av sparade medel."
        ),
        (
            "That is more than the margin of error, though no frame's change in {year} is by itself: the gain "
            "comes of everything together, other years, moves inside committees and saved money too."
        ),
    ),
    "worth_less": (
        (
            "Samma måluppfyllelse, med dessa vikter, som uppräkning hade gett med {money} mindre om "
            "året: uppräkningen bryter gränser som planen håller."
        ),
        (
            "The same goal attainment, by these weights, as indexation would have given with {money} "
            "less a year: indexation breaks limits that the plan keeps."
        ),
    ),
    "worth_same": (
        "Med dessa vikter lika mycket måluppfyllelse som uppräkning, så långt avrundade tal visar.",
        "By these weights as much goal attainment as indexation, as far as rounded figures show.",
    ),
    "worth_unknown": (
        "Hur mycket mer pengar uppräkning hade behövt går inte att säga: effektkurvorna slutar innan.",
        "How much more money indexation would have needed cannot be told: the response curves end before.",
    ),
    "worth_weightless": (
        "Utan vikter är ingen plan mer värd än en annan.",
        "Without weights no plan is worth more than another.",
    ),
    "used": ("Ur sparade medel tas då {amounts}.", "It draws {amounts} of saved money."),
    "withdrawn": ("Ur resultatreserven tas {amounts}.", "It withdraws {amounts} from the result reserve."),
    "money_in": ("{money} {year}", "{money} in {year}"),
    # --------------------------------------------------------------------------------------------------- why
    "why": ("Varför", "Why"),
    "why_note": (
        "Skillnad mot uppräkning {year}, och de egna gränser som då binder, de dyraste först.",
        (
            "Difference from indexation in {year}, and the limits of its own that then bind, the "
            "dearest first."
        ),
    ),
    "held_up": ("hålls uppe av {limit}", "held up by {limit}"),
    "held_down": ("hålls nere av {limit}", "held down by {limit}"),
    "held": ("hålls av {limit}", "held by {limit}"),
    "held_in_part": ("i en del bunden av {limit}", "in part bound by {limit}"),
    "held_up_in_part": ("i en del hållen uppe av {limit}", "in part held up by {limit}"),
    "held_down_in_part": ("i en del hållen nere av {limit}", "in part held down by {limit}"),
    "rest_decides": (
        "i övrigt avgör målen, deras vikter och kostnaden för oförändrad verksamhet.",
        "for the rest the goals, their weights and the cost of unchanged service decide.",
    ),
    "no_own_limit": (
        "ingen egen gräns binder; målen, deras vikter och kostnaden för oförändrad verksamhet avgör.",
        "no limit of its own binds; the goals, their weights and the cost of unchanged service decide.",
    ),
    "limits_that_bind": ("Gränser där ett litet steg ger mest", "Limits where a small step gives most"),
    "no_limit_binds": (
        "Ingen gräns tar emot så att en lättnad hade gett något.",
        "No limit holds back so that easing it would have given anything.",
    ),
    "no_owner": ("ingen ägare angiven", "no owner stated"),
    "one_point": ("1 poäng", "1 point"),
    "relief": (
        "en lättnad på {one} är värd lika mycket som {worth} mer om året till uppräkning.",
        "a relief of {one} is worth as much as {worth} more a year to indexation.",
    ),
    "less_of_it": (
        "{one} mindre är värt lika mycket som {worth} mer om året till uppräkning.",
        "{one} less is worth as much as {worth} more a year to indexation.",
    ),
    "one_binds": ("En gräns till binder.", "One more limit binds."),
    "others_bind": ("{n} gränser till binder.", "{n} more limits bind."),
    "ease_note": (
        "Ett steg i taget; rapportens pris på ett beslut eller en gräns är vad hela kostar.",
        "One step at a time; the report's price of a decision or limit is what the whole of it costs.",
    ),
    "more_of_it": (
        "{one} mer är värt lika mycket som {worth} mer om året till uppräkning.",
        "{one} more is worth as much as {worth} more a year to indexation.",
    ),
    # ----------------------------------------------------------------------------------------------- no plan
    "no_plan": ("Här finns ingen plan", "There is no plan here"),
    "looking_for_plan": (
        "Gränserna går inte att hålla samtidigt. Släpp reglaget, så räknas vad som saknas.",
        "The limits cannot all be kept. Release the slider, and what is missing is computed.",
    ),
    "missing": (
        "Gränserna går inte att hålla samtidigt. Det saknas minst {amounts}.",
        "The limits cannot all be kept. At least {amounts} is missing.",
    ),
    "missing_unknown": (
        "Gränserna går inte att hålla samtidigt, och mer pengar ensamt hjälper inte.",
        "The limits cannot all be kept, and more money alone does not help.",
    ),
    "missing_unproved": (
        "Gränserna går inte att hålla samtidigt. Vad som saknas kunde inte bevisas och sägs därför inte.",
        "The limits cannot all be kept. What is missing could not be proved and is therefore not told.",
    ),
    "change_one": (
        "Så finns en plan igen, en ändring i taget räcker:",
        "There is a plan again with any one of these changes:",
    ),
    "no_single_change": (
        "Inget enskilt reglage räcker. Gå tillbaka, eller ändra flera.",
        "No single slider is enough. Go back, or change several.",
    ),
    "lever_to": ("{lever} till {value}", "{lever} to {value}"),
    "go_back": ("Tillbaka till förra läget", "Back to the last position"),
    "stale": (
        "Nedan står den senaste planen som fanns, i grått: {position}.",
        "Below is the last plan there was, in grey: {position}.",
    ),
    # ----------------------------------------------------------------------------------------------- compare
    "compare": ("Jämför", "Compare"),
    "compare_empty": (
        "Inget läge är sparat. Spara upp till fyra, så står de här bredvid varandra.",
        "No position is saved. Save up to four, and they stand here side by side.",
    ),
    "compare_note": (
        (
            "Sparade lägen finns i sidans adress och ingen annanstans. Omfördelat är mot uppräkning "
            "med lägets egna pengar, för andras planer mot scenariots uppräkning."
        ),
        (
            "Saved positions are in the address of the page and nowhere else. Reallocated is against "
            "indexation with the position's own money; for others' plans, the scenario's indexation."
        ),
    ),
    "compare_whose": (
        "Planer ur någons vikter räknas med reglagens ram och gränser; andras planer står som de lades fram.",
        "Plans by somebody's weights have the sliders' money and limits; others' plans stand as put forward.",
    ),
    "saved_name": ("Läge {letter}", "Position {letter}"),
    "show": ("Visa", "Show"),
    "show_saved": ("Visa läge {letter}", "Show position {letter}"),
    "remove": ("Ta bort", "Remove"),
    "remove_saved": ("Ta bort läge {letter}", "Remove position {letter}"),
    "beside": ("Visa också", "Show too"),
    "committee_or_goal": ("Nämnd eller mål", "Committee or goal"),
    "saved_positions": ("Lägen och planer {year}", "Positions and plans {year}"),
    "frames_in": ("Ramar, {unit}", "Frames, {unit}"),
    "matrix": ("Allas planer med allas måttstockar", "Everyone's plan by everyone's yardstick"),
    "matrix_caption": ("Värde mot uppräkning, {unit} om året", "Worth against indexation, {unit} a year"),
    "matrix_note": (
        (
            "Talen är hur många {unit} mer om året uppräkning hade behövt för att vara lika mycket "
            "värd som planen, med vikterna i kolumnens rubrik. Läs en kolumn nedåt: vad den "
            "måttstocken säger om alla planer. Inramat: planen med sin egen måttstock. Planer ur "
            "någons vikter räknas med reglagens ram och gränser. Varje plan mäts mot uppräkning med "
            "sina egna pengar; – där effektkurvorna slutar. Ingen måttstock är rättare än någon annan."
        ),
        (
            "The figures are how many {unit} more a year indexation would have needed to be worth as "
            "much as the plan, by the weights of the column. Read a column downwards: what that "
            "yardstick says of all plans. Framed: the plan by its own yardstick. Plans by somebody's "
            "weights have the sliders' money and limits. Each plan is measured against indexation with "
            "its own money; – where the response curves end. No yardstick is more right than another."
        ),
    ),
    "not_computed": ("Hann inte räknas för den planen.", "Was not computed for that plan."),
    "waits": ("Räknas när reglagen står stilla.", "Computed when the sliders rest."),
    "matrix_without_plan": ("Finns inte där ingen plan finns.", "There is none where there is no plan."),
    "plan": ("Plan", "Plan"),
    # -------------------------------------------------------------------------------------------------- keep
    "keep": ("Spara", "Keep"),
    "keep_note": (
        (
            "Läget står i sidans adress: spara den som bokmärke eller skicka den till den som har "
            "samma fil. Ligger filen någon annanstans där klistras adressens del från # in efter den "
            "filens adress. Inget du gör här ändrar scenariot."
        ),
        (
            "The position is in the address of the page: bookmark it or send it to someone who has "
            "the same file. Where the file lies in another place there, the part of the address from # is "
            "pasted after the address of that file. Nothing that you do here changes the scenario."
        ),
    ),
    "copy_address": ("Kopiera adressen", "Copy the address"),
    "copy_text": ("Kopiera som text", "Copy as text"),
    "copy_arguments": ("Kopiera raden till programmet", "Copy the line for the program"),
    "print": ("Skriv ut", "Print"),
    "copied": ("Kopierat: {what}", "Copied: {what}"),
    "to_copy": ("Markerat, kopiera med Ctrl+C: {what}", "Selected, copy with Ctrl+C: {what}"),
    "the_address": ("adressen", "the address"),
    "the_text": ("läget som text", "the position as text"),
    "the_line": (
        "raden som ger samma ramar i programmet, i scenariots mapp",
        "the line that gives the same frames in the program, in the scenario's folder",
    ),
    "no_line": (
        (
            "Det här läget går inte att skriva som en rad: vikterna ändras mellan åren eller är alla noll, "
            "eller ett reglage eller mål kan inte anges så."
        ),
        (
            "This position cannot be written as a line: the weights change between years or are all zero, "
            "or a slider or goal cannot be stated so."
        ),
    ),
    "now_indexation_proposal": ("nu {year} / uppräkning / förslag", "now {year} / indexation / proposal"),
    "this_position": ("Det här läget", "This position"),
    "weight_of": ("Vikt: {goal}", "Weight: {goal}"),
    "particular": ("Uppgift", "Item"),
    "value": ("Värde", "Value"),
    "part_of_weight": ("Del av all vikt", "Part of all weight"),
    "digest": ("Scenariots fingeravtryck (SHA-256)", "Digest of the scenario (SHA-256)"),
    # ---------------------------------------------------------------------------------------- warnings, foot
    "other_digest": (
        (
            "Adressen är gjord för ett annat scenario eller en annan version av det ({theirs}; den "
            "här sidan är {ours}). Vikter och gränser är tagna därifrån; ramarna kan bli andra än de "
            "var där."
        ),
        (
            "The address was made for another scenario or another version of it ({theirs}; this page "
            "is {ours}). Weights and limits are taken from it; the frames may differ from what they "
            "were there."
        ),
    ),
    "cut_address": (
        (
            "Adressen är inte hel: slutet saknas. Det som finns kvar är taget därifrån, resten är som i "
            "scenariot, och det sista värdet kan vara avklippt. Be om adressen igen."
        ),
        (
            "The address is not whole: its end is missing. What remains is taken from it, the rest is as in "
            "the scenario, and the last value may be cut short. Ask for the address again."
        ),
    ),
    "unread": (
        "Det här i adressen går inte att läsa och är utelämnat: {what}.",
        "This in the address cannot be read and is left out: {what}.",
    ),
    "fault": (
        "Svaret kunde inte bevisas och visas därför inte ({what}). Den senaste bevisade planen står kvar.",
        ("The answer could not be proved and is therefore not shown ({what}). The last proved plan remains."),
    ),
    "computes_otherwise": (
        (
            "Den här webbläsaren räknar annorlunda i {n} av {of} kontrollägen. Använd programmet i "
            "stället; sidan visar inga tal."
        ),
        (
            "This browser computes otherwise in {n} of {of} control positions. Use the program "
            "instead; the page shows no figures."
        ),
    ),
    "no_webassembly": (
        (
            "Webbläsaren saknar WebAssembly eller uppackning av data. Använd en nyare webbläsare, "
            "eller programmet."
        ),
        "The browser lacks WebAssembly or decompression of data. Use a newer browser, or the program.",
    ),
    "no_start": ("Räknaren kunde inte starta: {what}", "The solver could not start: {what}"),
    "rounded": (
        "Avrundat; summor kan avvika i sista siffran.",
        "Rounded; sums may differ in the last digit.",
    ),
    "stays": (
        "Sidan räknar i din webbläsare och skickar ingenting.",
        "The page computes in your browser and sends nothing.",
    ),
    "proof": (
        (
            "Vid start räknades {n} kontrollägen om, och de gav programmets svar. Varje svar bevisas "
            "innan det visas. kommunbudget {program}, HiGHS {highs}."
        ),
        (
            "At the start {n} control positions were solved again, and gave the program's answers. "
            "Every answer is proved before it is shown. kommunbudget {program}, HiGHS {highs}."
        ),
    ),
    "licences": ("Licenser", "Licences"),
    "and": ("och", "and"),
}
"""Text by key: Swedish, English."""
