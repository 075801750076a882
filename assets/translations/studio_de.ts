<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Known Patches</source>
        <translation>Be&amp;kannte Felder</translation>
    </message>
    <message>
        <source>&amp;Presets</source>
        <translation>V&amp;orgaben</translation>
    </message>
    <message>
        <source>Or&amp;der of the Slider</source>
        <translation>Reihenfolge &amp;des Reglers</translation>
    </message>
    <message>
        <source>&amp;Sources</source>
        <translation>&amp;Quellen</translation>
    </message>
    <message>
        <source>&amp;Completion</source>
        <translation>&amp;Ergänzung</translation>
    </message>
    <message>
        <source>Pa&amp;lette</source>
        <translation>Pal&amp;ette</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>Be&amp;dienfelder</translation>
    </message>
    <message>
        <source>New from E&amp;xample</source>
        <translation>Neu aus Beis&amp;piel</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>Farb&amp;schema</translation>
    </message>
    <message>
        <source>L&amp;anguage</source>
        <translation>Sp&amp;rache (Language)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Digit</source>
        <translation>&amp;Ziffer</translation>
    </message>
    <message>
        <source>&amp;Face</source>
        <translation>&amp;Gesicht</translation>
    </message>
    <message>
        <source>&amp;Character</source>
        <translation>&amp;Figur</translation>
    </message>
    <message>
        <source>&amp;Mix of Two</source>
        <translation>&amp;Mischung aus zweien</translation>
    </message>
    <message>
        <source>&amp;New</source>
        <translation>&amp;Neu</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>Ö&amp;ffnen…</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>Save &amp;As…</source>
        <translation>Speichern &amp;unter…</translation>
    </message>
    <message>
        <source>&amp;Export Completion…</source>
        <translation>&amp;Ergänzung exportieren…</translation>
    </message>
    <message>
        <source>Export S&amp;heet…</source>
        <translation>B&amp;ildbogen exportieren…</translation>
    </message>
    <message>
        <source>Export Ani&amp;mation…</source>
        <translation>&amp;Animation exportieren…</translation>
    </message>
    <message>
        <source>Export Noise &amp;Walk…</source>
        <translation>Rausch&amp;wanderung exportieren…</translation>
    </message>
    <message>
        <source>&amp;Import Model…</source>
        <translation>&amp;Modell importieren…</translation>
    </message>
    <message>
        <source>&amp;Delete Model…</source>
        <translation>Modell &amp;löschen…</translation>
    </message>
    <message>
        <source>&amp;Train a Model…</source>
        <translation>Modell &amp;trainieren…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>&amp;Copy Completion</source>
        <translation>Ergänzung &amp;kopieren</translation>
    </message>
    <message>
        <source>&amp;Paste Picture</source>
        <translation>Bild &amp;einfügen</translation>
    </message>
    <message>
        <source>&amp;Brush</source>
        <translation>&amp;Pinsel</translation>
    </message>
    <message>
        <source>&amp;Eraser</source>
        <translation>&amp;Radierer</translation>
    </message>
    <message>
        <source>Penc&amp;il</source>
        <translation>Bleist&amp;ift</translation>
    </message>
    <message>
        <source>Rec&amp;tangle</source>
        <translation>Re&amp;chteck</translation>
    </message>
    <message>
        <source>&amp;Lasso</source>
        <translation>&amp;Lasso</translation>
    </message>
    <message>
        <source>I&amp;gnore</source>
        <translation>I&amp;gnorieren</translation>
    </message>
    <message>
        <source>&amp;Move or Duplicate Patches</source>
        <translation>Felder &amp;verschieben oder duplizieren</translation>
    </message>
    <message>
        <source>Pla&amp;ce Picture</source>
        <translation>Bild pla&amp;tzieren</translation>
    </message>
    <message>
        <source>Brush What to &amp;Replace</source>
        <translation>Z&amp;u Ersetzendes markieren</translation>
    </message>
    <message>
        <source>&amp;Forget What to Replace</source>
        <translation>&amp;Zu Ersetzendes verwerfen</translation>
    </message>
    <message>
        <source>Br&amp;oader Brush</source>
        <translation>&amp;Breiterer Pinsel</translation>
    </message>
    <message>
        <source>&amp;Narrower Brush</source>
        <translation>&amp;Schmalerer Pinsel</translation>
    </message>
    <message>
        <source>Pencil Colo&amp;ur…</source>
        <translation>Stift&amp;farbe …</translation>
    </message>
    <message>
        <source>&amp;All Known</source>
        <translation>&amp;Alles bekannt</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>None &amp;Known</source>
        <translation>&amp;Nichts bekannt</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Nichts</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>Invertieren</translation>
    </message>
    <message>
        <source>In&amp;vert</source>
        <translation>Um&amp;kehren</translation>
    </message>
    <message>
        <source>S&amp;huffle</source>
        <translation>&amp;Mischen</translation>
    </message>
    <message>
        <source>Gro&amp;w Known Patches</source>
        <translation>Bekannten Bereich er&amp;weitern</translation>
    </message>
    <message>
        <source>&amp;Shrink Known Patches</source>
        <translation>Bekannten Bereich &amp;einengen</translation>
    </message>
    <message>
        <source>At &amp;Random</source>
        <translation>&amp;Zufällig</translation>
    </message>
    <message>
        <source>&amp;Initial Portion</source>
        <translation>&amp;Anfangsstück</translation>
    </message>
    <message>
        <source>&amp;Centre</source>
        <translation>&amp;Mitte</translation>
    </message>
    <message>
        <source>&amp;Left Half</source>
        <translation>&amp;Linke Hälfte</translation>
    </message>
    <message>
        <source>Ri&amp;ght Half</source>
        <translation>&amp;Rechte Hälfte</translation>
    </message>
    <message>
        <source>&amp;Top Half</source>
        <translation>&amp;Obere Hälfte</translation>
    </message>
    <message>
        <source>&amp;Bottom Half</source>
        <translation>&amp;Untere Hälfte</translation>
    </message>
    <message>
        <source>Know {0}</source>
        <translation>{0} bekannt</translation>
    </message>
    <message>
        <source>Know All but {0}</source>
        <translation>Alles außer {0} bekannt</translation>
    </message>
    <message>
        <source>Chec&amp;kerboard</source>
        <translation>&amp;Schachbrett</translation>
    </message>
    <message>
        <source>From Transparenc&amp;y</source>
        <translation>Aus &amp;Transparenz</translation>
    </message>
    <message>
        <source>From &amp;Mask File…</source>
        <translation>Aus Mas&amp;kendatei…</translation>
    </message>
    <message>
        <source>&amp;Export Mask…</source>
        <translation>Maske &amp;exportieren…</translation>
    </message>
    <message>
        <source>Ignore &amp;None</source>
        <translation>&amp;Nichts ignorieren</translation>
    </message>
    <message>
        <source>Add as So&amp;urce…</source>
        <translation>Als &amp;Quelle hinzufügen …</translation>
    </message>
    <message>
        <source>&amp;Paste as Source</source>
        <translation>Als Quelle &amp;einfügen</translation>
    </message>
    <message>
        <source>&amp;Remove Source</source>
        <translation>Quelle ent&amp;fernen</translation>
    </message>
    <message>
        <source>Paint from &amp;Next Source</source>
        <translation>Aus &amp;nächster Quelle malen</translation>
    </message>
    <message>
        <source>Flip &amp;Horizontally</source>
        <translation>&amp;Waagerecht spiegeln</translation>
    </message>
    <message>
        <source>Flip &amp;Vertically</source>
        <translation>&amp;Senkrecht spiegeln</translation>
    </message>
    <message>
        <source>&amp;Invert Picture</source>
        <translation>Bild &amp;invertieren</translation>
    </message>
    <message>
        <source>&amp;Larger Frame</source>
        <translation>&amp;Größerer Rahmen</translation>
    </message>
    <message>
        <source>&amp;Smaller Frame</source>
        <translation>&amp;Kleinerer Rahmen</translation>
    </message>
    <message>
        <source>&amp;Crop to Frame</source>
        <translation>Auf Rahmen &amp;zuschneiden</translation>
    </message>
    <message>
        <source>&amp;Fit Whole Picture</source>
        <translation>Ganzes Bild ein&amp;passen</translation>
    </message>
    <message>
        <source>One Pixel for &amp;One</source>
        <translation>Pi&amp;xel für Pixel</translation>
    </message>
    <message>
        <source>Fra&amp;me Cells of a Sheet</source>
        <translation>Zellen eines Spriteshee&amp;ts rahmen</translation>
    </message>
    <message>
        <source>Cell to the Ri&amp;ght</source>
        <translation>Zelle &amp;rechts</translation>
    </message>
    <message>
        <source>Cell &amp;to the Left</source>
        <translation>Zelle &amp;links</translation>
    </message>
    <message>
        <source>Cell &amp;Above</source>
        <translation>Zelle &amp;darüber</translation>
    </message>
    <message>
        <source>Cell &amp;Below</source>
        <translation>Zelle dar&amp;unter</translation>
    </message>
    <message>
        <source>Complete Ever&amp;y Cell</source>
        <translation>&amp;Jede Zelle ergänzen</translation>
    </message>
    <message>
        <source>Wrap by Half the Wi&amp;dth</source>
        <translation>Um die h&amp;albe Breite umlaufen lassen</translation>
    </message>
    <message>
        <source>&amp;Wrap by Half the Height</source>
        <translation>Um die halbe &amp;Höhe umlaufen lassen</translation>
    </message>
    <message>
        <source>Ma&amp;ke Tileable</source>
        <translation>Ka&amp;chelbar machen</translation>
    </message>
    <message>
        <source>&amp;Export Whole Picture…</source>
        <translation>Ganzes &amp;Bild exportieren…</translation>
    </message>
    <message>
        <source>&amp;Resample Noise</source>
        <translation>&amp;Rauschen neu ziehen</translation>
    </message>
    <message>
        <source>Resample &amp;All</source>
        <translation>&amp;Alles neu ziehen</translation>
    </message>
    <message>
        <source>P&amp;in</source>
        <translation>An&amp;heften</translation>
    </message>
    <message>
        <source>&amp;Vary This Completion</source>
        <translation>Diese Ergänzung var&amp;iieren</translation>
    </message>
    <message>
        <source>&amp;Make It the Picture</source>
        <translation>Ins Bild überneh&amp;men</translation>
    </message>
    <message>
        <source>&amp;Use as Source</source>
        <translation>Als &amp;Quelle verwenden</translation>
    </message>
    <message>
        <source>Copy &amp;Seed</source>
        <translation>&amp;Startwert kopieren</translation>
    </message>
    <message>
        <source>Reveal &amp;Helpful Patch</source>
        <translation>Hilfreiches Feld auf&amp;decken</translation>
    </message>
    <message>
        <source>Pla&amp;y</source>
        <translation>Abs&amp;pielen</translation>
    </message>
    <message>
        <source>&amp;Walk through Noise</source>
        <translation>D&amp;urchs Rauschen wandern</translation>
    </message>
    <message>
        <source>&amp;Free All Labels</source>
        <translation>Alle Merkmale &amp;freigeben</translation>
    </message>
    <message>
        <source>&amp;Next Completion</source>
        <translation>&amp;Nächste Ergänzung</translation>
    </message>
    <message>
        <source>&amp;Previous Completion</source>
        <translation>&amp;Vorherige Ergänzung</translation>
    </message>
    <message>
        <source>&amp;Off</source>
        <translation>&amp;Aus</translation>
    </message>
    <message>
        <source>Colours of the &amp;Known Pixels</source>
        <translation>Farben der &amp;bekannten Pixel</translation>
    </message>
    <message>
        <source>From &amp;File…</source>
        <translation>Aus &amp;Datei …</translation>
    </message>
    <message>
        <source>Completion {0}</source>
        <translation>Ergänzung {0}</translation>
    </message>
    <message>
        <source>&amp;Keep Result</source>
        <translation>Ergebnis &amp;behalten</translation>
    </message>
    <message>
        <source>One of &amp;Each Category</source>
        <translation>Je &amp;Kategorie eine</translation>
    </message>
    <message>
        <source>S&amp;tar Selected Results</source>
        <translation>Ausgewählte Ergebnisse mit S&amp;tern markieren</translation>
    </message>
    <message>
        <source>Rest&amp;ore Selected Result</source>
        <translation>Ausgewähltes Ergebnis &amp;wiederherstellen</translation>
    </message>
    <message>
        <source>&amp;Delete Selected Results</source>
        <translation>Ausgewählte Ergebnisse &amp;löschen</translation>
    </message>
    <message>
        <source>&amp;Compare…</source>
        <translation>Ver&amp;gleichen…</translation>
    </message>
    <message>
        <source>Zoom &amp;In</source>
        <translation>Ver&amp;größern</translation>
    </message>
    <message>
        <source>Zoom &amp;Out</source>
        <translation>Ver&amp;kleinern</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>Ein&amp;passen</translation>
    </message>
    <message>
        <source>&amp;100 %</source>
        <translation>&amp;100 %</translation>
    </message>
    <message>
        <source>Patch &amp;Grid</source>
        <translation>&amp;Feldraster</translation>
    </message>
    <message>
        <source>Repeat the &amp;Completion</source>
        <translation>Ergän&amp;zung wiederholen</translation>
    </message>
    <message>
        <source>Outline &amp;Views</source>
        <translation>Ans&amp;ichten umranden</translation>
    </message>
    <message>
        <source>&amp;Mark Known Patches</source>
        <translation>&amp;Bekannte Felder markieren</translation>
    </message>
    <message>
        <source>Mark &amp;Sources of Patches</source>
        <translation>&amp;Quellen der Felder markieren</translation>
    </message>
    <message>
        <source>&amp;Disagreement of Completions</source>
        <translation>&amp;Uneinigkeit der Ergänzungen</translation>
    </message>
    <message>
        <source>Mo&amp;re Completions at Once</source>
        <translation>&amp;Mehr Ergänzungen auf einmal</translation>
    </message>
    <message>
        <source>Few&amp;er Completions at Once</source>
        <translation>&amp;Weniger Ergänzungen auf einmal</translation>
    </message>
    <message>
        <source>Go to Next Pa&amp;nel</source>
        <translation>Zum &amp;nächsten Bedienfeld</translation>
    </message>
    <message>
        <source>&amp;Lab</source>
        <translation>&amp;Labor</translation>
    </message>
    <message>
        <source>Known</source>
        <translation>Bekannt</translation>
    </message>
    <message>
        <source>&amp;Noise</source>
        <translation>&amp;Rauschen</translation>
    </message>
    <message>
        <source>&amp;Labels</source>
        <translation>&amp;Merkmale</translation>
    </message>
    <message>
        <source>&amp;History</source>
        <translation>&amp;Verlauf</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>M&amp;odell</translation>
    </message>
    <message>
        <source>As the &amp;System</source>
        <translation>Wie das &amp;System</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>&amp;Find Command…</source>
        <translation>Befehl &amp;suchen…</translation>
    </message>
    <message>
        <source>&amp;Keyboard Shortcuts…</source>
        <translation>&amp;Tastenkürzel…</translation>
    </message>
    <message>
        <source>Show &amp;Hints</source>
        <translation>&amp;Hinweise zeigen</translation>
    </message>
    <message>
        <source>Show &amp;Log File</source>
        <translation>&amp;Protokolldatei zeigen</translation>
    </message>
    <message>
        <source>&amp;About Patchwork</source>
        <translation>Ü&amp;ber Patchwork</translation>
    </message>
</context>
<context>
    <name>Autosave</name>
    <message>
        <source>Looking for unsaved work</source>
        <translation>Suchen nach ungespeicherter Arbeit</translation>
    </message>
    <message>
        <source>Removing unsaved work</source>
        <translation>Entfernen ungespeicherter Arbeit</translation>
    </message>
    <message>
        <source>Keeping unsaved work</source>
        <translation>Sichern ungespeicherter Arbeit</translation>
    </message>
</context>
<context>
    <name>BridgePage</name>
    <message>
        <source>Running the α-Bridge</source>
        <translation>Ausführen der α-Brücke</translation>
    </message>
    <message>
        <source>Adversarial learning</source>
        <translation>Gegnerisches Lernen</translation>
    </message>
    <message>
        <source>Maximum likelihood</source>
        <translation>Maximum-Likelihood</translation>
    </message>
    <message>
        <source>α-Bridge</source>
        <translation>α-Brücke</translation>
    </message>
    <message>
        <source>The discs are q&apos;s 25 modes; the ellipses are the 12 components of p, too few to have one for each mode. All minimise an α-divergence. At α = 0, as in adversarial learning, p keeps to the modes that it has found. At α = 1, maximum likelihood, p covers every mode, and much that lies between them. The α-Bridge goes from 1 to 0. Quality is the share of p&apos;s samples within 3σ of a mode.</source>
        <translation>Die Scheiben sind die 25 Moden von q, die Ellipsen die 12 Komponenten von p, zu wenige für jede Mode eine. Alle minimieren eine α-Divergenz. Bei α = 0, wie beim gegnerischen Lernen, bleibt p bei den Moden, die es gefunden hat. Bei α = 1, Maximum-Likelihood, deckt p jede Mode ab und vieles, was dazwischen liegt. Die α-Brücke führt von 1 nach 0. Qualität ist der Anteil der Ziehungen von p innerhalb von 3σ um eine Mode.</translation>
    </message>
    <message>
        <source>Modes covered against steps</source>
        <translation>Abgedeckte Moden gegen Schritte</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Covered, of 25</source>
        <translation>Abgedeckt, von 25</translation>
    </message>
    <message>
        <source>{0} of {1} steps</source>
        <translation>{0} von {1} Schritten</translation>
    </message>
    <message>
        <source>{0}, α = {1}</source>
        <translation>{0}, α = {1}</translation>
    </message>
    <message>
        <source>{0}: {1} of {2} modes, quality {3} %</source>
        <translation>{0}: {1} von {2} Moden, Qualität {3} %</translation>
    </message>
</context>
<context>
    <name>CanvasView</name>
    <message>
        <source>Canvas</source>
        <translation>Leinwand</translation>
    </message>
    <message>
        <source>Paint the known patches. Arrow keys move, Return paints, Tab shows the input.</source>
        <translation>Die bekannten Felder malen. Pfeiltasten bewegen, die Eingabetaste malt, Tab zeigt die Eingabe.</translation>
    </message>
</context>
<context>
    <name>CellsController</name>
    <message>
        <source>Completing every cell</source>
        <translation>Ergänzen jeder Zelle</translation>
    </message>
    <message>
        <source>Complete Every Cell</source>
        <translation>Jede Zelle ergänzen</translation>
    </message>
    <message>
        <source>Cells completed: {0}</source>
        <translation>Ergänzte Zellen: {0}</translation>
    </message>
    <message>
        <source>The picture has changed meanwhile: its cells were not completed.</source>
        <translation>Das Bild hat sich inzwischen geändert: Seine Zellen wurden nicht ergänzt.</translation>
    </message>
    <message>
        <source>Completing cell {0} of {1}</source>
        <translation>Zelle {0} von {1} wird ergänzt</translation>
    </message>
</context>
<context>
    <name>ColourBar</name>
    <message>
        <source>Colours of the surface, in nats</source>
        <translation>Farben der Fläche, in nat</translation>
    </message>
    <message>
        <source>nats</source>
        <translation>nat</translation>
    </message>
</context>
<context>
    <name>ColourOffer</name>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Picture {0} is in colour; {1} completes grey pictures only. Each model knows one kind of picture: train one for yours.</source>
        <translation>Bild {0} ist farbig; {1} ergänzt nur Graustufenbilder. Jedes Modell kennt eine Art von Bildern: Trainieren Sie eines für Ihre.</translation>
    </message>
    <message>
        <source>Train…</source>
        <translation>Trainieren…</translation>
    </message>
    <message>
        <source>Choose a Model…</source>
        <translation>Modell wählen…</translation>
    </message>
    <message>
        <source>Use {0}</source>
        <translation>{0} verwenden</translation>
    </message>
</context>
<context>
    <name>CommandSearch</name>
    <message>
        <source>Find Command</source>
        <translation>Befehl suchen</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>Befehl suchen</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>No command fits “{0}”. Try fewer letters.</source>
        <translation>Kein Befehl passt zu „{0}“. Versuchen Sie es mit weniger Buchstaben.</translation>
    </message>
    <message>
        <source>“{0}” is not available now.</source>
        <translation>„{0}“ ist im Moment nicht verfügbar.</translation>
    </message>
</context>
<context>
    <name>CompareDialog</name>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>&amp;Slider</source>
        <translation>&amp;Schieber</translation>
    </message>
    <message>
        <source>Side &amp;by Side</source>
        <translation>&amp;Nebeneinander</translation>
    </message>
    <message>
        <source>S&amp;wap</source>
        <translation>&amp;Tauschen</translation>
    </message>
</context>
<context>
    <name>ComparePane</name>
    <message>
        <source>Comparison</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Arrow keys move the divider</source>
        <translation>Die Pfeiltasten verschieben die Trennlinie</translation>
    </message>
</context>
<context>
    <name>CompletionDrag</name>
    <message>
        <source>Dragging {0}</source>
        <translation>{0} wird gezogen</translation>
    </message>
</context>
<context>
    <name>CompletionsPane</name>
    <message>
        <source>Completions at once; turn the wheel over them for fewer or more</source>
        <translation>Ergänzungen auf einmal; das Mausrad über ihnen macht es weniger oder mehr</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Patches are drawn in so many steps, each given those before; more steps take longer</source>
        <translation>Die Felder werden in so vielen Schritten gezogen, jeder kennt die vorigen; mehr Schritte dauern länger</translation>
    </message>
    <message numerus="yes">
        <source>%n completion(s) at once</source>
        <translation>
            <numerusform>%n Ergänzung auf einmal</numerusform>
            <numerusform>%n Ergänzungen auf einmal</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is to be completed: erase what the model is to complete.</source>
        <translation>Nichts ist zu ergänzen: Radieren Sie weg, was das Modell ergänzen soll.</translation>
    </message>
    <message>
        <source>Brush over what is to be replaced: completions of it appear here.</source>
        <translation>Übermalen Sie, was ersetzt werden soll: Hier erscheinen dann Ergänzungen.</translation>
    </message>
</context>
<context>
    <name>Curves</name>
    <message>
        <source>{0} images</source>
        <translation>{0} Bilder</translation>
    </message>
</context>
<context>
    <name>DeleteModelDialog</name>
    <message>
        <source>Delete Model</source>
        <translation>Modell löschen</translation>
    </message>
    <message>
        <source>&amp;Move to the trash, with its weights, card and preview:</source>
        <translation>&amp;In den Papierkorb legen, mit Gewichten, Karte und Vorschau:</translation>
    </message>
    <message>
        <source>Projects made with it can then only be completed by other models.</source>
        <translation>Damit gemachte Projekte können dann nur noch andere Modelle ergänzen.</translation>
    </message>
    <message>
        <source>{0} is in use. To delete it, choose another model first.</source>
        <translation>{0} wird benutzt. Wählen Sie zum Löschen zuerst ein anderes Modell.</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
</context>
<context>
    <name>DensityPlot</name>
    <message>
        <source>Densities of the target</source>
        <translation>Dichten des Gesuchten</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Pictures and Projects</source>
        <translation>Bilder und Projekte</translation>
    </message>
    <message>
        <source>Patchwork Projects</source>
        <translation>Patchwork-Projekte</translation>
    </message>
    <message>
        <source>All Files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Save Project</source>
        <translation>Projekt speichern</translation>
    </message>
    <message>
        <source>Pencil Colour</source>
        <translation>Stiftfarbe</translation>
    </message>
    <message>
        <source>Open Palette</source>
        <translation>Palette öffnen</translation>
    </message>
    <message>
        <source>Save the changes to “{0}”?</source>
        <translation>Änderungen an „{0}“ speichern?</translation>
    </message>
    <message>
        <source>They are lost if you do not save them.</source>
        <translation>Ohne Speichern gehen sie verloren.</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>&amp;Discard</source>
        <translation>&amp;Verwerfen</translation>
    </message>
    <message>
        <source>“{0}” was changed by another window or program. Replace it?</source>
        <translation>„{0}“ wurde von einem anderen Fenster oder Programm geändert. Ersetzen?</translation>
    </message>
    <message>
        <source>Those changes are lost if you replace it.</source>
        <translation>Beim Ersetzen gehen jene Änderungen verloren.</translation>
    </message>
    <message>
        <source>&amp;Save a Copy…</source>
        <translation>&amp;Kopie speichern …</translation>
    </message>
    <message>
        <source>The next start shows it again. You can also save its state and stop it now.</source>
        <translation>Der nächste Start zeigt ihn wieder an. Sie können seinen Stand auch jetzt sichern und ihn anhalten.</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>Its contents will be lost.</source>
        <translation>Der Inhalt geht verloren.</translation>
    </message>
    <message>
        <source>Training goes on without the studio: {0}.</source>
        <translation>Das Training läuft ohne das Studio weiter: {0}.</translation>
    </message>
    <message>
        <source>&amp;Keep Training</source>
        <translation>&amp;Weiter trainieren</translation>
    </message>
    <message>
        <source>&amp;Pause Training</source>
        <translation>Training &amp;pausieren</translation>
    </message>
    <message>
        <source>Add Source</source>
        <translation>Quelle hinzufügen</translation>
    </message>
    <message>
        <source>Import Mask: White Is Known</source>
        <translation>Maske importieren: Weiß ist bekannt</translation>
    </message>
    <message>
        <source>“{0}” exists already. Replace it?</source>
        <translation>„{0}“ gibt es schon. Ersetzen?</translation>
    </message>
    <message>
        <source>&amp;Replace</source>
        <translation>&amp;Ersetzen</translation>
    </message>
    <message>
        <source>“{0}” cannot be moved to the trash. Delete it for good?</source>
        <translation>„{0}“ kann nicht in den Papierkorb gelegt werden. Endgültig löschen?</translation>
    </message>
    <message>
        <source>There is no trash where unsaved documents are kept.</source>
        <translation>Dort, wo ungespeicherte Dokumente aufgehoben werden, gibt es keinen Papierkorb.</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>The noise walk is still being drawn.</source>
        <translation>Die Rauschwanderung wird noch gezeichnet.</translation>
    </message>
    <message>
        <source>It is not saved if you close Patchwork now.</source>
        <translation>Sie wird nicht gespeichert, wenn Sie Patchwork jetzt schließen.</translation>
    </message>
    <message>
        <source>C&amp;lose</source>
        <translation>&amp;Schließen</translation>
    </message>
    <message>
        <source>&lt;b&gt;Patchwork {0}&lt;/b&gt;&lt;p&gt;Paint which patches of a picture are known; one small model completes the rest, many ways, live, on this computer.&lt;/p&gt;&lt;p&gt;Apache License 2.0&lt;/p&gt;</source>
        <translation>&lt;b&gt;Patchwork {0}&lt;/b&gt;&lt;p&gt;Malen Sie, welche Felder eines Bildes bekannt sind; ein kleines Modell ergänzt den Rest, auf viele Arten, sofort, auf diesem Rechner.&lt;/p&gt;&lt;p&gt;Apache-Lizenz 2.0&lt;/p&gt;</translation>
    </message>
    <message>
        <source>About Patchwork</source>
        <translation>Über Patchwork</translation>
    </message>
    <message>
        <source>Export Whole Picture</source>
        <translation>Ganzes Bild exportieren</translation>
    </message>
    <message>
        <source>Export Mask: White Is Known</source>
        <translation>Maske exportieren: Weiß ist bekannt</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>it is damaged: {0}</source>
        <translation>die Datei ist beschädigt: {0}</translation>
    </message>
    <message>
        <source>{0} is not a folder. Choose a folder of pictures.</source>
        <translation>{0} ist kein Ordner. Wählen Sie einen Ordner mit Bildern.</translation>
    </message>
    <message>
        <source>{0} holds no pictures. Choose a folder with PNG, JPEG, WebP or the like.</source>
        <translation>{0} enthält keine Bilder. Wählen Sie einen Ordner mit PNG, JPEG, WebP oder Ähnlichem.</translation>
    </message>
    <message>
        <source>{0}: not a picture</source>
        <translation>{0}: kein Bild</translation>
    </message>
    <message>
        <source>{0}: there is not enough memory. Close other programs, then try again.</source>
        <translation>{0}: der Arbeitsspeicher reicht nicht. Schließen Sie andere Programme und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Something went wrong</source>
        <translation>Etwas ist schiefgegangen</translation>
    </message>
    <message>
        <source>A model cannot be called “{0}”. {1}</source>
        <translation>Ein Modell kann nicht „{0}“ heißen. {1}</translation>
    </message>
    <message>
        <source>There is a model {0} already. Rename the folder before you import it.</source>
        <translation>Ein Modell {0} gibt es schon. Benennen Sie den Ordner um, bevor Sie ihn importieren.</translation>
    </message>
    <message>
        <source>{0} holds {1} bytes; a model of more than {2} is not imported.</source>
        <translation>{0} enthält {1} Byte; ein Modell von mehr als {2} wird nicht importiert.</translation>
    </message>
    <message>
        <source>{0} cannot be written: {1}. Make room, then import it again.</source>
        <translation>{0} kann nicht geschrieben werden: {1}. Schaffen Sie Platz und importieren Sie es erneut.</translation>
    </message>
    <message>
        <source>{0} is none of your own models. Delete its folder yourself if you want to.</source>
        <translation>{0} ist keines Ihrer eigenen Modelle. Löschen Sie den Ordner bei Bedarf selbst.</translation>
    </message>
    <message>
        <source>{0} cannot be moved to the trash. Delete it yourself.</source>
        <translation>{0} lässt sich nicht in den Papierkorb legen. Löschen Sie es selbst.</translation>
    </message>
    <message>
        <source>The picture is too large: {0} × {1} pixels. Make it smaller.</source>
        <translation>Das Bild ist zu groß: {0} × {1} Pixel. Verkleinern Sie es.</translation>
    </message>
    <message>
        <source>This document cannot be saved: {0}. Undo the last step, then save again.</source>
        <translation>Dieses Dokument kann nicht gespeichert werden: {0}. Machen Sie den letzten Schritt rückgängig und speichern Sie dann noch einmal.</translation>
    </message>
    <message>
        <source>{0} is not a Patchwork project, or is damaged. Open another file.</source>
        <translation>{0} ist kein Patchwork-Projekt oder beschädigt. Öffnen Sie eine andere Datei.</translation>
    </message>
    <message>
        <source>{0} is not a Patchwork project. Open another file.</source>
        <translation>{0} ist kein Patchwork-Projekt. Öffnen Sie eine andere Datei.</translation>
    </message>
    <message>
        <source>{0} was saved by a newer Patchwork (format {1}; this one reads {2}). Update Patchwork.</source>
        <translation>{0} wurde von einem neueren Patchwork gespeichert (Format {1}; dieses liest {2}). Aktualisieren Sie Patchwork.</translation>
    </message>
    <message>
        <source>a result has another size than its model</source>
        <translation>ein Ergebnis hat eine andere Größe als sein Modell</translation>
    </message>
    <message>
        <source>{0} cannot be used: {1}. Open another file or an older copy.</source>
        <translation>{0} ist nicht verwendbar: {1}. Öffnen Sie eine andere Datei oder eine ältere Kopie.</translation>
    </message>
    <message>
        <source>{0} does not exist. Check the path.</source>
        <translation>{0} gibt es nicht. Prüfen Sie den Pfad.</translation>
    </message>
    <message>
        <source>{0} is not a Patchwork project, or is damaged ({1}). Open an older copy.</source>
        <translation>{0} ist kein Patchwork-Projekt oder beschädigt ({1}). Öffnen Sie eine ältere Kopie.</translation>
    </message>
    <message>
        <source>{0} is not a Patchwork project: it is packed in another way.</source>
        <translation>{0} ist kein Patchwork-Projekt: Es ist anders gepackt.</translation>
    </message>
    <message>
        <source>{0} is not a Patchwork project: it holds {1}.</source>
        <translation>{0} ist kein Patchwork-Projekt: Es enthält {1}.</translation>
    </message>
    <message>
        <source>a file twice</source>
        <translation>eine Datei doppelt</translation>
    </message>
    <message>
        <source>{0} is too large: {1} files of {2} bytes unpacked.</source>
        <translation>{0} ist zu groß: {1} Dateien, entpackt {2} Byte.</translation>
    </message>
    <message>
        <source>its pictures do not fit its model</source>
        <translation>die Bilder passen nicht zum Modell</translation>
    </message>
    <message>
        <source>its picture {0} is too large</source>
        <translation>das Bild {0} ist zu groß</translation>
    </message>
    <message>
        <source>its patches do not fit its model and sources</source>
        <translation>die Felder passen nicht zu Modell und Quellen</translation>
    </message>
    <message>
        <source>its patches were moved from places that there are not</source>
        <translation>Felder wurden von Stellen verschoben, die es nicht gibt</translation>
    </message>
    <message>
        <source>a picture is placed nowhere</source>
        <translation>ein Bild ist nirgends platziert</translation>
    </message>
    <message>
        <source>its palette is damaged</source>
        <translation>die Palette darin ist beschädigt</translation>
    </message>
    <message>
        <source>what is to be replaced in its picture is damaged</source>
        <translation>was in seinem Bild ersetzt werden soll, ist beschädigt</translation>
    </message>
    <message>
        <source>its views do not fit its model</source>
        <translation>die Ansichten darin passen nicht zum Modell</translation>
    </message>
    <message>
        <source>its steps do not fit its model</source>
        <translation>seine Schritte passen nicht zum Modell</translation>
    </message>
    <message>
        <source>it gives categories that its labels do not have</source>
        <translation>es nennt Kategorien, die seine Merkmale nicht haben</translation>
    </message>
    <message>
        <source>it has {0} seeds, and {1} at most can be shown</source>
        <translation>es hat {0} Startwerte, und höchstens {1} können gezeigt werden</translation>
    </message>
    <message>
        <source>{0} cannot be made: {1}. Unsaved work would be lost in a crash; save often.</source>
        <translation>{0} kann nicht angelegt werden: {1}. Ungespeicherte Arbeit ginge bei einem Absturz verloren; speichern Sie oft.</translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}.</source>
        <translation>{0} ist nicht lesbar: {1}.</translation>
    </message>
    <message>
        <source>{0} already holds a run. Resume it, or choose another name.</source>
        <translation>{0} enthält schon einen Lauf. Setzen Sie ihn fort oder wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>{0} cannot be made: {1}. Choose another name.</source>
        <translation>{0} kann nicht angelegt werden: {1}. Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>{0} is running already. Pause it first.</source>
        <translation>{0} läuft schon. Pausieren Sie den Lauf zuerst.</translation>
    </message>
    <message>
        <source>the model {0} is not loaded. Choose another model.</source>
        <translation>Das Modell {0} ist nicht geladen. Wählen Sie ein anderes Modell.</translation>
    </message>
    <message>
        <source>no model for this example is bundled. Choose another one.</source>
        <translation>für dieses Beispiel liegt kein Modell bei. Wählen Sie ein anderes.</translation>
    </message>
    <message>
        <source>no pictures are bundled. Install Patchwork again.</source>
        <translation>Es sind keine Bilder beigelegt. Installieren Sie Patchwork neu.</translation>
    </message>
    <message>
        <source>there is no model. Install Patchwork again, or add one with `engine export`.</source>
        <translation>Es gibt kein Modell. Installieren Sie Patchwork neu oder fügen Sie eines mit `engine export` hinzu.</translation>
    </message>
    <message>
        <source>There is a model {0} already. Choose another name.</source>
        <translation>Ein Modell {0} gibt es schon. Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>There is a model {0} already. Delete that model, then export again.</source>
        <translation>Ein Modell {0} gibt es schon. Löschen Sie jenes Modell und exportieren Sie dann erneut.</translation>
    </message>
    <message>
        <source>A {0} file holds at most {1} pixels a side; the picture has {2} × {3}. Use PNG.</source>
        <translation>Eine {0}-Datei fasst höchstens {1} Pixel je Seite; das Bild hat {2} × {3}. Nehmen Sie PNG.</translation>
    </message>
</context>
<context>
    <name>ExplorationPage</name>
    <message>
        <source>{0} of {1} matchings</source>
        <translation>{0} von {1} Abgleichen</translation>
    </message>
    <message>
        <source>{0}: {1} of {2} found</source>
        <translation>{0}: {1} von {2} gefunden</translation>
    </message>
    <message>
        <source>The discs are q&apos;s 25 components, the ellipses p&apos;s. All of p starts at the lower left and follows the gradient of the reverse KL. On the left, every matching is of the joint. On the right, big learning matches a marginal in another random rotation of the domain each time; in the second half, one matching in ten is joint.</source>
        <translation>Die Scheiben sind die 25 Komponenten von q, die Ellipsen die von p. Ganz p beginnt unten links und folgt dem Gradienten der Reverse-KL. Links gilt jeder Abgleich der gemeinsamen Verteilung. Rechts gleicht Big Learning jedes Mal eine Randverteilung in einer anderen zufälligen Drehung des Raums ab; in der zweiten Hälfte ist jeder zehnte Abgleich gemeinsam.</translation>
    </message>
    <message>
        <source>Running the exploration</source>
        <translation>Ausführen der Erkundung</translation>
    </message>
    <message>
        <source>Joint matching alone</source>
        <translation>Nur gemeinsamer Abgleich</translation>
    </message>
    <message>
        <source>Big learning</source>
        <translation>Big Learning</translation>
    </message>
    <message>
        <source>Components found against matchings</source>
        <translation>Gefundene Komponenten je Abgleiche</translation>
    </message>
    <message>
        <source>Matchings</source>
        <translation>Abgleiche</translation>
    </message>
    <message>
        <source>Found, of 25</source>
        <translation>Gefunden, von 25</translation>
    </message>
</context>
<context>
    <name>ExportController</name>
    <message>
        <source>Export Completion</source>
        <translation>Ergänzung exportieren</translation>
    </message>
    <message>
        <source>Export Sheet</source>
        <translation>Bildbogen exportieren</translation>
    </message>
    <message>
        <source>Export Animation</source>
        <translation>Animation exportieren</translation>
    </message>
</context>
<context>
    <name>FileJobs</name>
    <message>
        <source>Saved {0}</source>
        <translation>{0} gespeichert</translation>
    </message>
    <message>
        <source>What was transparent is white now: {0} files keep it, {1} files do not.</source>
        <translation>Was durchsichtig war, ist jetzt weiß: {0} behalten es, {1} nicht.</translation>
    </message>
    <message>
        <source>Saving {0}</source>
        <translation>Speichern von {0}</translation>
    </message>
</context>
<context>
    <name>FirstSteps</name>
    <message>
        <source>Train a model of your own pictures</source>
        <translation>Ein Modell mit eigenen Bildern trainieren</translation>
    </message>
    <message>
        <source>Training goes on when this window or the studio is closed. Nothing leaves this computer.</source>
        <translation>Das Training läuft weiter, wenn dieses Fenster oder das Studio geschlossen wird. Nichts verlässt diesen Rechner.</translation>
    </message>
    <message>
        <source>Choose a folder of pictures of one kind. Five hundred are few, several thousand are good.</source>
        <translation>Wählen Sie einen Ordner mit gleichartigen Bildern. Fünfhundert sind wenig, einige Tausend sind gut.</translation>
    </message>
    <message>
        <source>Grey or colour, and which size? What suits your pictures is proposed; larger ones take longer.</source>
        <translation>Grau oder farbig, und wie groß? Vorgeschlagen wird, was zu Ihren Bildern passt; größere brauchen länger.</translation>
    </message>
    <message>
        <source>Say when to stop, and press Start. Curves and samples appear here as it trains.</source>
        <translation>Legen Sie fest, wann das Training endet, und klicken Sie auf „Starten“. Kurven und Proben erscheinen hier, während es läuft.</translation>
    </message>
    <message>
        <source>Pause, resume later, or export the model: it appears among the models of the main window.</source>
        <translation>Anhalten, später fortsetzen oder das Modell exportieren: Es erscheint unter den Modellen des Hauptfensters.</translation>
    </message>
</context>
<context>
    <name>FrameHandler</name>
    <message>
        <source>Move Frame</source>
        <translation>Rahmen verschieben</translation>
    </message>
    <message>
        <source>Resize Frame</source>
        <translation>Rahmengröße ändern</translation>
    </message>
</context>
<context>
    <name>Gallery</name>
    <message>
        <source>Completions</source>
        <translation>Ergänzungen</translation>
    </message>
    <message>
        <source>Completion {0}, seed {1}</source>
        <translation>Ergänzung {0}, Startwert {1}</translation>
    </message>
    <message>
        <source>{0}, pinned</source>
        <translation>{0}, angeheftet</translation>
    </message>
    <message>
        <source>{0}, {1}</source>
        <translation>{0}, {1}</translation>
    </message>
</context>
<context>
    <name>HistoryController</name>
    <message>
        <source>Canvas</source>
        <translation>Leinwand</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Seed {0}, {1}</source>
        <translation>Startwert {0}, {1}</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Results that stay on the canvas for a moment are kept here. Keep Result stars one at once.</source>
        <translation>Ergebnisse, die einen Moment auf der Leinwand bleiben, werden hier behalten. „Ergebnis behalten“ nimmt eines sofort auf, mit Stern.</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Note on the result</source>
        <translation>Notiz zum Ergebnis</translation>
    </message>
    <message>
        <source>starred, </source>
        <translation>mit Stern, </translation>
    </message>
    <message>
        <source>{0}, seed {1}, {2} of {3} patches known
{4}</source>
        <translation>{0}, Startwert {1}, {2} von {3} Feldern bekannt
{4}</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}: {1}</translation>
    </message>
    <message numerus="yes">
        <source>%n result(s)</source>
        <translation>
            <numerusform>%n Ergebnis</numerusform>
            <numerusform>%n Ergebnisse</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HoleHandler</name>
    <message>
        <source>Give Back</source>
        <translation>Zurückgeben</translation>
    </message>
    <message>
        <source>Mark What to Replace</source>
        <translation>Zu Ersetzendes markieren</translation>
    </message>
</context>
<context>
    <name>InvertOffer</name>
    <message>
        <source>Picture {0} has a light background; {1} knows dark ones and completes the negative better.</source>
        <translation>Bild {0} hat einen hellen Hintergrund; {1} kennt dunkle und ergänzt das Negativ besser.</translation>
    </message>
    <message>
        <source>Picture {0} has a dark background; {1} knows light ones and completes the negative better.</source>
        <translation>Bild {0} hat einen dunklen Hintergrund; {1} kennt helle und ergänzt das Negativ besser.</translation>
    </message>
    <message>
        <source>Invert Picture</source>
        <translation>Bild invertieren</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>So lassen</translation>
    </message>
</context>
<context>
    <name>LabWindow</name>
    <message>
        <source>Lab</source>
        <translation>Labor</translation>
    </message>
    <message>
        <source>&amp;Surfaces</source>
        <translation>&amp;Flächen</translation>
    </message>
    <message>
        <source>E&amp;xploration</source>
        <translation>E&amp;rkundung</translation>
    </message>
    <message>
        <source>α-&amp;Bridge</source>
        <translation>α-&amp;Brücke</translation>
    </message>
</context>
<context>
    <name>LabelOperations</name>
    <message>
        <source>Give {0}</source>
        <translation>{0} vorgeben</translation>
    </message>
    <message>
        <source>Free Label</source>
        <translation>Merkmal freigeben</translation>
    </message>
    <message>
        <source>Free All Labels</source>
        <translation>Alle Merkmale freigeben</translation>
    </message>
    <message>
        <source>One of Each Category</source>
        <translation>Je Kategorie eine</translation>
    </message>
</context>
<context>
    <name>LabelPanel</name>
    <message>
        <source>{0} has no labels: it was trained on pictures alone.</source>
        <translation>{0} hat keine Merkmale: Es wurde nur mit Bildern trainiert.</translation>
    </message>
</context>
<context>
    <name>LabelRow</name>
    <message>
        <source>Find a category</source>
        <translation>Kategorie suchen</translation>
    </message>
    <message>
        <source>Free {0}</source>
        <translation>{0} freigeben</translation>
    </message>
    <message>
        <source>Free it: let the model tell (Esc)</source>
        <translation>Freigeben: das Modell entscheiden lassen (Esc)</translation>
    </message>
    <message>
        <source>Of each category one: {0}</source>
        <translation>Je Kategorie eine: {0}</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Copy Details</source>
        <translation>Details kopieren</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>ModelController</name>
    <message>
        <source>Choose a Folder of Pictures</source>
        <translation>Ordner mit Bildern wählen</translation>
    </message>
    <message>
        <source>Still training since the last time: {0}.</source>
        <translation>Seit dem letzten Mal im Training: {0}.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>{0} holds pictures and no model. A model can be trained on them.</source>
        <translation>{0} enthält Bilder und kein Modell. Mit ihnen lässt sich ein Modell trainieren.</translation>
    </message>
    <message>
        <source>Train…</source>
        <translation>Trainieren…</translation>
    </message>
    <message>
        <source>Training goes on. Train a Model, in the File menu, shows it again.</source>
        <translation>Das Training läuft weiter. „Modell trainieren“ im Menü „Datei“ zeigt es wieder.</translation>
    </message>
    <message>
        <source>{0} is being trained</source>
        <translation>{0} wird trainiert</translation>
    </message>
    <message>
        <source>{0} is in the list of models</source>
        <translation>{0} ist in der Liste der Modelle</translation>
    </message>
    <message>
        <source>Import the Folder of a Model</source>
        <translation>Ordner eines Modells importieren</translation>
    </message>
</context>
<context>
    <name>ModelPanel</name>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>bundled</source>
        <translation>beigelegt</translation>
    </message>
    <message>
        <source>yours</source>
        <translation>eigenes</translation>
    </message>
    <message>
        <source>{0} ({1})</source>
        <translation>{0} ({1})</translation>
    </message>
    <message>
        <source>Completions by {0}</source>
        <translation>Ergänzungen von {0}</translation>
    </message>
    <message>
        <source>Adapter</source>
        <translation>Adapter</translation>
    </message>
    <message>
        <source>Adapted to</source>
        <translation>Angepasst an</translation>
    </message>
    <message>
        <source>Licence of these</source>
        <translation>Deren Lizenz</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>grau</translation>
    </message>
    <message>
        <source>colour</source>
        <translation>farbig</translation>
    </message>
    <message>
        <source>colour with transparency</source>
        <translation>Farbe mit Transparenz</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>{0} × {1} pixels, {2}</source>
        <translation>{0} × {1} Pixel, {2}</translation>
    </message>
    <message>
        <source>Patches</source>
        <translation>Felder</translation>
    </message>
    <message>
        <source>{0} × {1}, of {2} × {2} pixels</source>
        <translation>{0} × {1}, je {2} × {2} Pixel</translation>
    </message>
    <message>
        <source>Views</source>
        <translation>Ansichten</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Merkmale</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Credits</source>
        <translation>Urheber</translation>
    </message>
    <message>
        <source>Trained on</source>
        <translation>Trainiert mit</translation>
    </message>
    <message>
        <source>Images seen</source>
        <translation>Bilder gesehen</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>Exported</source>
        <translation>Exportiert</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>{0} is in the trash now</source>
        <translation>{0} ist jetzt im Papierkorb</translation>
    </message>
    <message>
        <source>Listing models</source>
        <translation>Auflisten der Modelle</translation>
    </message>
    <message>
        <source>{0} holds neither a model nor pictures. Choose another folder.</source>
        <translation>{0} enthält weder ein Modell noch Bilder. Wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>Looking into {0}…</source>
        <translation>{0} wird durchgesehen…</translation>
    </message>
    <message>
        <source>Importing {0}</source>
        <translation>Importieren von {0}</translation>
    </message>
    <message>
        <source>Deleting {0}</source>
        <translation>Löschen von {0}</translation>
    </message>
    <message>
        <source>Changing the model</source>
        <translation>Wechseln des Modells</translation>
    </message>
    <message>
        <source>Model {0}</source>
        <translation>Modell {0}</translation>
    </message>
    <message>
        <source>Now completed by {0}</source>
        <translation>Jetzt von {0} ergänzt</translation>
    </message>
    <message>
        <source>Now completed by {0}; known patches were resampled from {1} × {2} to {3} × {4}</source>
        <translation>Jetzt von {0} ergänzt; bekannte Felder wurden von {1} × {2} auf {3} × {4} umgerechnet</translation>
    </message>
</context>
<context>
    <name>Naming</name>
    <message>
        <source>Give it a name.</source>
        <translation>Geben Sie einen Namen an.</translation>
    </message>
    <message>
        <source>A name has at most {0} characters. Shorten it.</source>
        <translation>Ein Name hat höchstens {0} Zeichen. Kürzen Sie ihn.</translation>
    </message>
    <message>
        <source>“{0}” cannot be in a name. Use letters, digits, spaces, dots and dashes.</source>
        <translation>„{0}“ darf in keinem Namen stehen. Verwenden Sie Buchstaben, Ziffern, Leerzeichen, Punkte und Striche.</translation>
    </message>
    <message>
        <source>A name begins with a letter or a digit, not with “{0}”.</source>
        <translation>Ein Name beginnt mit einem Buchstaben oder einer Ziffer, nicht mit „{0}“.</translation>
    </message>
    <message>
        <source>A name does not end with a dot or a space.</source>
        <translation>Ein Name endet nicht mit einem Punkt oder Leerzeichen.</translation>
    </message>
    <message>
        <source>Windows keeps the name “{0}” for itself. Choose another one.</source>
        <translation>Windows behält den Namen „{0}“ für sich. Wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
</context>
<context>
    <name>NoiseOperations</name>
    <message>
        <source>Choose Completion</source>
        <translation>Ergänzung wählen</translation>
    </message>
    <message>
        <source>Number of Completions</source>
        <translation>Zahl der Ergänzungen</translation>
    </message>
    <message>
        <source>Resample Noise</source>
        <translation>Rauschen neu ziehen</translation>
    </message>
    <message>
        <source>Resample All</source>
        <translation>Alles neu ziehen</translation>
    </message>
    <message>
        <source>Change Seed</source>
        <translation>Startwert ändern</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>Lösen</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>Anheften</translation>
    </message>
    <message>
        <source>Variation</source>
        <translation>Variation</translation>
    </message>
    <message>
        <source>Vary This Completion</source>
        <translation>Diese Ergänzung variieren</translation>
    </message>
    <message>
        <source>Interpolation</source>
        <translation>Interpolation</translation>
    </message>
    <message>
        <source>Number of Steps</source>
        <translation>Anzahl der Schritte</translation>
    </message>
    <message>
        <source>Seed {0} copied</source>
        <translation>Startwert {0} kopiert</translation>
    </message>
</context>
<context>
    <name>NoisePanel</name>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>The same seed and known patches give the same completion</source>
        <translation>Gleicher Startwert und gleiche bekannte Felder geben die gleiche Ergänzung</translation>
    </message>
    <message>
        <source>Variation</source>
        <translation>Variation</translation>
    </message>
    <message>
        <source>Interpolation</source>
        <translation>Interpolation</translation>
    </message>
    <message>
        <source>How far the sheet varies from the chosen completion</source>
        <translation>Wie weit der Bogen von der gewählten Ergänzung abweicht</translation>
    </message>
    <message>
        <source>This completion was blended too often to be varied: choose another</source>
        <translation>Diese Ergänzung wurde zu oft überblendet, um variiert zu werden: wählen Sie eine andere</translation>
    </message>
    <message>
        <source>{0}, {1}, {2} of {3} patches known</source>
        <translation>{0}, {1}, {2} von {3} Feldern bekannt</translation>
    </message>
    <message>
        <source>seed {0}</source>
        <translation>Startwert {0}</translation>
    </message>
    <message>
        <source>seeds {0} to {1} at {2} %</source>
        <translation>Startwerte {0} bis {1} bei {2} %</translation>
    </message>
    <message>
        <source>{0} ({1} %)</source>
        <translation>{0} ({1} %)</translation>
    </message>
    <message>
        <source>blend of seeds {0} and {1} more</source>
        <translation>Überblendung der Startwerte {0} und {1} weiterer</translation>
    </message>
    <message>
        <source>blend of seeds {0}</source>
        <translation>Überblendung der Startwerte {0}</translation>
    </message>
    <message>
        <source>Pin a completion and choose another, to go from one to the other</source>
        <translation>Eine Ergänzung anheften und eine andere wählen, um von einer zur anderen zu gehen</translation>
    </message>
    <message>
        <source>See&amp;d</source>
        <translation>&amp;Startwert</translation>
    </message>
    <message>
        <source>From the pinned completion to the chosen one</source>
        <translation>Von der angehefteten Ergänzung zur gewählten</translation>
    </message>
</context>
<context>
    <name>NoiseWalk</name>
    <message>
        <source>Walking from completion to completion; any change, or Escape, ends it</source>
        <translation>Wandert von Ergänzung zu Ergänzung; jede Änderung oder Esc beendet es</translation>
    </message>
    <message>
        <source>A noise walk is still being drawn. Wait for it or cancel it, then export again.</source>
        <translation>Eine Rauschwanderung wird noch gezeichnet. Warten Sie auf sie oder brechen Sie sie ab, und exportieren Sie dann erneut.</translation>
    </message>
    <message>
        <source>Export Noise Walk</source>
        <translation>Rauschwanderung exportieren</translation>
    </message>
    <message>
        <source>The noise walk was not saved: the model changed. Export it again.</source>
        <translation>Die Rauschwanderung wurde nicht gespeichert, denn das Modell hat gewechselt. Exportieren Sie sie erneut.</translation>
    </message>
    <message>
        <source>Drawing the noise walk</source>
        <translation>Rauschwanderung wird gezeichnet</translation>
    </message>
    <message>
        <source>Drawing the noise walk: {0} of {1} pictures</source>
        <translation>Rauschwanderung wird gezeichnet: {0} von {1} Bildern</translation>
    </message>
</context>
<context>
    <name>PaintHandler</name>
    <message>
        <source>Rectangle</source>
        <translation>Rechteck</translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation>Lasso</translation>
    </message>
    <message>
        <source>Eraser Stroke</source>
        <translation>Radierstrich</translation>
    </message>
    <message>
        <source>Ignore Stroke</source>
        <translation>Ignorierstrich</translation>
    </message>
    <message>
        <source>Brush Stroke</source>
        <translation>Pinselstrich</translation>
    </message>
</context>
<context>
    <name>PaletteButton</name>
    <message>
        <source>The colours that completions may have</source>
        <translation>Die Farben, die Ergänzungen haben dürfen</translation>
    </message>
    <message>
        <source>Palette: off</source>
        <translation>Palette: aus</translation>
    </message>
    <message>
        <source>Palette: colours of the known pixels</source>
        <translation>Palette: Farben der bekannten Pixel</translation>
    </message>
    <message>
        <source>Palette: {0}</source>
        <translation>Palette: {0}</translation>
    </message>
</context>
<context>
    <name>PaletteOperations</name>
    <message>
        <source>Opening {0}</source>
        <translation>Öffnen von {0}</translation>
    </message>
    <message>
        <source>Palette</source>
        <translation>Palette</translation>
    </message>
</context>
<context>
    <name>PencilHandler</name>
    <message>
        <source>Erase Pixels</source>
        <translation>Pixel radieren</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>Zeichnen</translation>
    </message>
    <message>
        <source>The pencil draws the picture&apos;s own pixels: choose One Pixel for One in the Sources menu.</source>
        <translation>Der Bleistift zeichnet die Pixel des Bildes selbst: Wählen Sie „Pixel für Pixel“ im Menü „Quellen“.</translation>
    </message>
    <message>
        <source>The pictures of this model are not transparent: draw over what is to go.</source>
        <translation>Die Bilder dieses Modells sind nicht transparent: Übermalen Sie, was weg soll.</translation>
    </message>
</context>
<context>
    <name>PhotoOperations</name>
    <message>
        <source>Brush What to Replace</source>
        <translation>Zu Ersetzendes markieren</translation>
    </message>
    <message>
        <source>Brush What Is Known</source>
        <translation>Bekanntes malen</translation>
    </message>
    <message>
        <source>Clear What to Replace</source>
        <translation>Zu Ersetzendes verwerfen</translation>
    </message>
    <message>
        <source>Frame Any Place</source>
        <translation>Beliebige Stelle rahmen</translation>
    </message>
    <message>
        <source>Frame Cells of a Sheet</source>
        <translation>Zellen eines Spritesheets rahmen</translation>
    </message>
    <message>
        <source>Wrap Around</source>
        <translation>Umlaufen lassen</translation>
    </message>
    <message>
        <source>Make Tileable</source>
        <translation>Kachelbar machen</translation>
    </message>
    <message>
        <source>{0} hardly knows what is around there: it has learnt other pictures.</source>
        <translation>{0} kennt kaum, was dort ist: Es hat andere Bilder gelernt.</translation>
    </message>
    <message>
        <source>Place Frame</source>
        <translation>Rahmen setzen</translation>
    </message>
    <message>
        <source>The completion is not there yet. Press again in a moment.</source>
        <translation>Die Ergänzung ist noch nicht da. Drücken Sie gleich noch einmal.</translation>
    </message>
    <message>
        <source>Every patch is known already</source>
        <translation>Alle Felder sind schon bekannt</translation>
    </message>
    <message>
        <source>Taking the completion</source>
        <translation>Übernehmen der Ergänzung</translation>
    </message>
    <message>
        <source>The picture has changed meanwhile. Take the completion again.</source>
        <translation>Das Bild hat sich inzwischen geändert. Übernehmen Sie die Ergänzung noch einmal.</translation>
    </message>
    <message>
        <source>Take Completion</source>
        <translation>Ergänzung übernehmen</translation>
    </message>
    <message>
        <source>The completion is part of the picture now</source>
        <translation>Die Ergänzung gehört jetzt zum Bild</translation>
    </message>
</context>
<context>
    <name>PlaceHandler</name>
    <message>
        <source>Shift Picture</source>
        <translation>Bild verschieben</translation>
    </message>
</context>
<context>
    <name>PlanePlot</name>
    <message>
        <source>p and q in the plane</source>
        <translation>p und q in der Ebene</translation>
    </message>
</context>
<context>
    <name>Preferences</name>
    <message>
        <source>The language changes when Patchwork is started again.</source>
        <translation>Die Sprache wechselt beim nächsten Start von Patchwork.</translation>
    </message>
</context>
<context>
    <name>ProgressBar</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>ProjectController</name>
    <message>
        <source>Open &amp;Recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>Unbenannt</translation>
    </message>
    <message>
        <source>Example</source>
        <translation>Beispiel</translation>
    </message>
    <message>
        <source>Patchwork did not end cleanly. “{0}” was kept as it was at {1}.</source>
        <translation>Patchwork wurde nicht sauber beendet. „{0}“ ist auf dem Stand von {1} erhalten.</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message numerus="yes">
        <source>Patchwork did not end cleanly. %n document(s) were kept; the newest is “{0}”.</source>
        <translation>
            <numerusform>Patchwork wurde nicht sauber beendet. %n Dokument ist erhalten; das neueste ist „{0}“.</numerusform>
            <numerusform>Patchwork wurde nicht sauber beendet. %n Dokumente sind erhalten; das neueste ist „{0}“.</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>{0} is in the trash now</source>
        <translation>{0} ist jetzt im Papierkorb</translation>
    </message>
    <message>
        <source>&amp;Clear List</source>
        <translation>Liste &amp;leeren</translation>
    </message>
</context>
<context>
    <name>ProjectFile</name>
    <message>
        <source>Saving {0}</source>
        <translation>Speichern von {0}</translation>
    </message>
    <message>
        <source>Opened {0}. Its seeds draw other completions than in the Patchwork that saved it; the pictures of its history stay.</source>
        <translation>{0} geöffnet. Die Startwerte ergeben andere Ergänzungen als in dem Patchwork, das es gesichert hat; die Bilder des Verlaufs bleiben.</translation>
    </message>
    <message>
        <source>Opening {0}</source>
        <translation>Öffnen von {0}</translation>
    </message>
    <message>
        <source>The project&apos;s model {0} is not here; its patches were resampled for {1}</source>
        <translation>Das Modell {0} des Projekts fehlt hier; seine Felder wurden auf {1} umgerechnet</translation>
    </message>
    <message>
        <source>The project&apos;s adapter, {0}, is not here; it is completed by {1} alone</source>
        <translation>Der Adapter des Projekts, {0}, ist nicht da; es wird von {1} allein ergänzt</translation>
    </message>
    <message>
        <source>Opened {0}</source>
        <translation>{0} geöffnet</translation>
    </message>
    <message>
        <source>Saved {0}</source>
        <translation>{0} gespeichert</translation>
    </message>
</context>
<context>
    <name>Readings</name>
    <message>
        <source>Energy score</source>
        <translation>Energie-Score</translation>
    </message>
    <message>
        <source>Reconstruction</source>
        <translation>Rekonstruktion</translation>
    </message>
    <message>
        <source>Generator</source>
        <translation>Generator</translation>
    </message>
    <message>
        <source>Discriminator</source>
        <translation>Diskriminator</translation>
    </message>
    <message>
        <source>Communication</source>
        <translation>Kommunikation</translation>
    </message>
    <message>
        <source>Communication (discriminator)</source>
        <translation>Kommunikation (Diskriminator)</translation>
    </message>
    <message>
        <source>Penalty R1</source>
        <translation>Strafterm R1</translation>
    </message>
    <message>
        <source>Penalty R2</source>
        <translation>Strafterm R2</translation>
    </message>
    <message>
        <source>nothing known</source>
        <translation>nichts bekannt</translation>
    </message>
    <message>
        <source>10 % known</source>
        <translation>10 % bekannt</translation>
    </message>
    <message>
        <source>25 % known</source>
        <translation>25 % bekannt</translation>
    </message>
    <message>
        <source>50 % known</source>
        <translation>50 % bekannt</translation>
    </message>
    <message>
        <source>upper half known</source>
        <translation>obere Hälfte bekannt</translation>
    </message>
    <message>
        <source>Lower is better for the energy score: how far completions are from the truth, less how far they are apart. It falls fast, then slowly. Generator and discriminator play against each other: steady is good; at 0, one of them has won.</source>
        <translation>Beim Energie-Score ist niedriger besser: wie weit Ergänzungen von der Wahrheit entfernt sind, abzüglich ihres Abstands voneinander. Er fällt erst schnell, dann langsam. Generator und Diskriminator spielen gegeneinander: Gleichmäßig ist gut; bei 0 hat einer von beiden gewonnen.</translation>
    </message>
    <message>
        <source>Higher is better: by how many dB the mean of eight completions is closer to the truth than one completion. About 2.5 is ideal; 0 means that the noise is ignored and all completions are the same.</source>
        <translation>Höher ist besser: um wie viele dB das Mittel von acht Ergänzungen der Wahrheit näher ist als eine Ergänzung. Etwa 2,5 ist ideal; 0 heißt, dass das Rauschen übergangen wird und alle Ergänzungen gleich sind.</translation>
    </message>
</context>
<context>
    <name>RecoveryDialog</name>
    <message>
        <source>Unsaved Documents</source>
        <translation>Ungespeicherte Dokumente</translation>
    </message>
    <message>
        <source>Patchwork did not end cleanly. These documents were kept, and stay until you discard them.</source>
        <translation>Patchwork wurde nicht sauber beendet. Diese Dokumente sind erhalten und bleiben, bis Sie sie verwerfen.</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Dokument</translation>
    </message>
    <message>
        <source>Kept at</source>
        <translation>Gesichert am</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Unsaved documents</source>
        <translation>Ungespeicherte Dokumente</translation>
    </message>
    <message>
        <source>Never saved</source>
        <translation>Nie gespeichert</translation>
    </message>
    <message>
        <source>&amp;Restore</source>
        <translation>&amp;Wiederherstellen</translation>
    </message>
    <message>
        <source>&amp;Discard</source>
        <translation>&amp;Verwerfen</translation>
    </message>
    <message>
        <source>&amp;Later</source>
        <translation>&amp;Später</translation>
    </message>
</context>
<context>
    <name>RelocateHandler</name>
    <message>
        <source>Duplicate Patches</source>
        <translation>Felder duplizieren</translation>
    </message>
    <message>
        <source>Move Patches</source>
        <translation>Felder verschieben</translation>
    </message>
</context>
<context>
    <name>Results</name>
    <message>
        <source>Copying</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Completion copied</source>
        <translation>Ergänzung kopiert</translation>
    </message>
    <message>
        <source>The completion is not there yet. Press again in a moment.</source>
        <translation>Die Ergänzung ist noch nicht da. Drücken Sie gleich noch einmal.</translation>
    </message>
    <message>
        <source>Keep Result</source>
        <translation>Ergebnis behalten</translation>
    </message>
    <message>
        <source>Result kept in the history</source>
        <translation>Ergebnis im Verlauf behalten</translation>
    </message>
    <message>
        <source>Star Result</source>
        <translation>Ergebnis mit Stern markieren</translation>
    </message>
    <message>
        <source>Unstar Result</source>
        <translation>Stern vom Ergebnis nehmen</translation>
    </message>
    <message>
        <source>Note on Result</source>
        <translation>Notiz zum Ergebnis</translation>
    </message>
    <message>
        <source>Delete Result</source>
        <translation>Ergebnis löschen</translation>
    </message>
    <message>
        <source>Restoring a result</source>
        <translation>Wiederherstellen eines Ergebnisses</translation>
    </message>
    <message>
        <source>another model is called {0} now. Import the one that made the result.</source>
        <translation>{0} heißt jetzt ein anderes Modell. Importieren Sie das, von dem das Ergebnis stammt.</translation>
    </message>
    <message>
        <source>Restore Result</source>
        <translation>Ergebnis wiederherstellen</translation>
    </message>
</context>
<context>
    <name>Reveal</name>
    <message>
        <source>Revealing one helpful patch after another; a stroke, or Play again, ends it</source>
        <translation>Deckt ein hilfreiches Feld nach dem anderen auf; ein Strich oder nochmals „Abspielen“ beendet es</translation>
    </message>
    <message>
        <source>Every patch is known or ignored</source>
        <translation>Jedes Feld ist bekannt oder ignoriert</translation>
    </message>
    <message>
        <source>Reveal Patch</source>
        <translation>Feld aufdecken</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
</context>
<context>
    <name>RunPage</name>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pausieren</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>&amp;Starten</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Startet…</translation>
    </message>
    <message>
        <source>Not run yet</source>
        <translation>Noch nicht gelaufen</translation>
    </message>
    <message>
        <source>R&amp;estart</source>
        <translation>&amp;Neu beginnen</translation>
    </message>
    <message>
        <source>Start again with the seed set here</source>
        <translation>Mit dem hier eingestellten Startwert neu beginnen</translation>
    </message>
    <message>
        <source>Recorded steps</source>
        <translation>Aufgezeichnete Schritte</translation>
    </message>
    <message>
        <source>Go back and forth in what was recorded</source>
        <translation>In der Aufzeichnung vor und zurück gehen</translation>
    </message>
    <message>
        <source>As fast as it goes</source>
        <translation>So schnell wie möglich</translation>
    </message>
    <message>
        <source>{0} a second</source>
        <translation>{0} je Sekunde</translation>
    </message>
    <message>
        <source>Steps a second, as far as this computer keeps up</source>
        <translation>Schritte je Sekunde, soweit dieser Rechner mithält</translation>
    </message>
    <message>
        <source>Seed of the next start: other starting points, rotations and samples</source>
        <translation>Startwert des nächsten Beginns: andere Anfangspunkte, Drehungen und Proben</translation>
    </message>
    <message>
        <source>S&amp;peed</source>
        <translation>Te&amp;mpo</translation>
    </message>
    <message>
        <source>See&amp;d</source>
        <translation>Start&amp;wert</translation>
    </message>
</context>
<context>
    <name>RunWatcher</name>
    <message>
        <source>Looking at the runs</source>
        <translation>Durchsehen der Läufe</translation>
    </message>
    <message>
        <source>Looking into {0}</source>
        <translation>Durchsehen von {0}</translation>
    </message>
    <message>
        <source>Starting the training</source>
        <translation>Starten des Trainings</translation>
    </message>
    <message>
        <source>Pausing {0}</source>
        <translation>Pausieren von {0}</translation>
    </message>
    <message>
        <source>Resuming {0}</source>
        <translation>Fortsetzen von {0}</translation>
    </message>
    <message>
        <source>{0}, try {1}</source>
        <translation>{0}, Probe {1}</translation>
    </message>
    <message>
        <source>Exporting {0}</source>
        <translation>Exportieren von {0}</translation>
    </message>
    <message>
        <source>{0} was not exported: {1}</source>
        <translation>{0} wurde nicht exportiert: {1}</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>Befehl suchen</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>New key for the selected command</source>
        <translation>Neue Taste für den gewählten Befehl</translation>
    </message>
    <message>
        <source>&amp;New key</source>
        <translation>&amp;Neue Taste</translation>
    </message>
    <message>
        <source>No &amp;Key</source>
        <translation>&amp;Keine Taste</translation>
    </message>
    <message>
        <source>&amp;Reset</source>
        <translation>&amp;Zurücksetzen</translation>
    </message>
    <message>
        <source>Reset &amp;All</source>
        <translation>&amp;Alle zurücksetzen</translation>
    </message>
    <message>
        <source>All keys are as they were.</source>
        <translation>Alle Tasten sind wie am Anfang.</translation>
    </message>
    <message>
        <source>{0} was taken from: {1}</source>
        <translation>{0} wurde weggenommen von: {1}</translation>
    </message>
</context>
<context>
    <name>SourceOperations</name>
    <message>
        <source>Pasted picture</source>
        <translation>Eingefügtes Bild</translation>
    </message>
    <message>
        <source>Resize Frame</source>
        <translation>Rahmengröße ändern</translation>
    </message>
    <message>
        <source>Pasting</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>There is no picture here. Copy or drop a picture or a picture file.</source>
        <translation>Hier ist kein Bild. Kopieren Sie ein Bild oder eine Bilddatei, oder ziehen Sie eines herein.</translation>
    </message>
    <message>
        <source>Remove Source {0}</source>
        <translation>Quelle {0} entfernen</translation>
    </message>
    <message>
        <source>Flip Horizontally</source>
        <translation>Waagerecht spiegeln</translation>
    </message>
    <message>
        <source>Flip Vertically</source>
        <translation>Senkrecht spiegeln</translation>
    </message>
    <message>
        <source>Crop to Frame</source>
        <translation>Auf Rahmen zuschneiden</translation>
    </message>
    <message>
        <source>Invert Picture</source>
        <translation>Bild invertieren</translation>
    </message>
    <message>
        <source>Fit Whole Picture</source>
        <translation>Ganzes Bild einpassen</translation>
    </message>
    <message>
        <source>Picture at Model Size</source>
        <translation>Bild in Modellgröße</translation>
    </message>
    <message>
        <source>Opening {0}</source>
        <translation>Öffnen von {0}</translation>
    </message>
    <message>
        <source>Shift Picture</source>
        <translation>Bild verschieben</translation>
    </message>
    <message>
        <source>Go to Cell</source>
        <translation>Zur Zelle gehen</translation>
    </message>
    <message>
        <source>Open {0}</source>
        <translation>{0} öffnen</translation>
    </message>
    <message>
        <source>Opened {0}; no patch is ignored any more</source>
        <translation>{0} geöffnet; kein Feld wird mehr ignoriert</translation>
    </message>
    <message>
        <source>Opened {0}</source>
        <translation>{0} geöffnet</translation>
    </message>
    <message>
        <source>Add Source {0}</source>
        <translation>Quelle {0} hinzufügen</translation>
    </message>
    <message>
        <source>The brush paints from {0}, {1}</source>
        <translation>Der Pinsel malt aus {0}, {1}</translation>
    </message>
    <message>
        <source>There are {0} sources already. Remove one first.</source>
        <translation>Es gibt schon {0} Quellen. Entfernen Sie zuerst eine.</translation>
    </message>
    <message>
        <source>Opening</source>
        <translation>Öffnen</translation>
    </message>
</context>
<context>
    <name>SourcesPanel</name>
    <message>
        <source>Offset right</source>
        <translation>Versatz nach rechts</translation>
    </message>
    <message>
        <source>Offset down</source>
        <translation>Versatz nach unten</translation>
    </message>
    <message>
        <source>&amp;Offset</source>
        <translation>&amp;Versatz</translation>
    </message>
    <message>
        <source>What the model sees: the frame, at the model&apos;s own resolution</source>
        <translation>Was das Modell sieht: den Rahmen in der Auflösung des Modells</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>Rahmen</translation>
    </message>
    <message>
        <source>{2} × {3} of {0} × {1} pixels, one for one</source>
        <translation>{2} × {3} von {0} × {1} Pixeln, eins zu eins</translation>
    </message>
    <message>
        <source>{2} × {3} of {0} × {1} pixels, seen as {4} × {5}</source>
        <translation>{2} × {3} von {0} × {1} Pixeln, gesehen als {4} × {5}</translation>
    </message>
    <message>
        <source>{0}, in pixels of the model</source>
        <translation>{0}, in Pixeln des Modells</translation>
    </message>
    <message>
        <source>Source {0}, {1}</source>
        <translation>Quelle {0}, {1}</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>Completing…</source>
        <translation>Ergänzt…</translation>
    </message>
    <message>
        <source>{0} %</source>
        <translation>{0} %</translation>
    </message>
    <message>
        <source>Loading the model… You can paint already.</source>
        <translation>Modell wird geladen… Sie können schon malen.</translation>
    </message>
    <message>
        <source>No model: pictures are not completed.</source>
        <translation>Kein Modell: Bilder werden nicht ergänzt.</translation>
    </message>
    <message>
        <source>Brush over what is to stay as it was.</source>
        <translation>Überstreichen Sie, was bleiben soll, wie es war.</translation>
    </message>
    <message>
        <source>Brush what to replace in a cell; right-drag gives it back. Alt+arrow keys go on to others.</source>
        <translation>Markieren Sie in einer Zelle, was ersetzt werden soll; Ziehen mit rechts gibt es zurück. Alt+Pfeiltasten führen zu anderen Zellen.</translation>
    </message>
    <message>
        <source>{0}…</source>
        <translation>{0} …</translation>
    </message>
    <message>
        <source>Brush what to replace; right-drag gives it back. Drag the frame by its sides.</source>
        <translation>Markieren Sie, was ersetzt werden soll; Ziehen mit rechts gibt es zurück. Den Rahmen ziehen Sie an den Seiten.</translation>
    </message>
    <message>
        <source>Paint what is known. Right-drag erases, Ctrl+drag ignores.</source>
        <translation>Malen Sie, was bekannt ist. Rechts ziehen radiert, mit Strg ziehen ignoriert.</translation>
    </message>
    <message>
        <source>Erase what is to be completed.</source>
        <translation>Radieren Sie, was ergänzt werden soll.</translation>
    </message>
    <message>
        <source>Drag a rectangle of known patches. Right-drag erases, Ctrl+drag ignores.</source>
        <translation>Ziehen Sie ein Rechteck bekannter Felder auf. Rechts ziehen radiert, mit Strg ziehen ignoriert.</translation>
    </message>
    <message>
        <source>Draw around the patches that are known. Right-drag erases, Ctrl+drag ignores.</source>
        <translation>Umfahren Sie die bekannten Felder. Rechts ziehen radiert, mit Strg ziehen ignoriert.</translation>
    </message>
    <message>
        <source>Ignored patches are neither known nor completed; in exports they are transparent.</source>
        <translation>Ignorierte Felder sind weder bekannt noch werden sie ergänzt; in Exporten sind sie durchsichtig.</translation>
    </message>
    <message>
        <source>Drag to select known patches, then drag them: Ctrl duplicates, arrow keys move.</source>
        <translation>Ziehen wählt bekannte Felder aus, nochmals ziehen verschiebt sie: Strg dupliziert, Pfeiltasten bewegen.</translation>
    </message>
    <message>
        <source>Draw pixels: what is drawn on is known. Right-drag erases, Ctrl picks a colour.</source>
        <translation>Pixel zeichnen: Was bezeichnet ist, ist bekannt. Rechts ziehen radiert, Strg nimmt eine Farbe auf.</translation>
    </message>
    <message>
        <source>Drag the picture under the frame. Ctrl and the wheel resize the frame.</source>
        <translation>Ziehen Sie das Bild unter dem Rahmen. Strg und das Mausrad ändern die Größe des Rahmens.</translation>
    </message>
    <message>
        <source>Last completion: {0} ms</source>
        <translation>Letzte Ergänzung: {0} ms</translation>
    </message>
    <message>
        <source>{0} · {1} × {2} pixels</source>
        <translation>{0} · {1} × {2} Pixel</translation>
    </message>
    <message>
        <source>{0} of {1} patches known, {2} ignored</source>
        <translation>{0} von {1} Feldern bekannt, {2} ignoriert</translation>
    </message>
    <message>
        <source>{0} of {1} patches known</source>
        <translation>{0} von {1} Feldern bekannt</translation>
    </message>
</context>
<context>
    <name>SubsetOperations</name>
    <message>
        <source>At Random</source>
        <translation>Zufällig</translation>
    </message>
    <message>
        <source>Initial Portion</source>
        <translation>Anfangsstück</translation>
    </message>
    <message>
        <source>Centre</source>
        <translation>Mitte</translation>
    </message>
    <message>
        <source>Left Half</source>
        <translation>Linke Hälfte</translation>
    </message>
    <message>
        <source>Right Half</source>
        <translation>Rechte Hälfte</translation>
    </message>
    <message>
        <source>Top Half</source>
        <translation>Obere Hälfte</translation>
    </message>
    <message>
        <source>Bottom Half</source>
        <translation>Untere Hälfte</translation>
    </message>
    <message>
        <source>All Known</source>
        <translation>Alles bekannt</translation>
    </message>
    <message>
        <source>None Known</source>
        <translation>Nichts bekannt</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>Invertieren</translation>
    </message>
    <message>
        <source>Checkerboard</source>
        <translation>Schachbrett</translation>
    </message>
    <message>
        <source>Grow Known Patches</source>
        <translation>Bekannten Bereich erweitern</translation>
    </message>
    <message>
        <source>Shrink Known Patches</source>
        <translation>Bekannten Bereich einengen</translation>
    </message>
    <message>
        <source>Ignore None</source>
        <translation>Nichts ignorieren</translation>
    </message>
    <message>
        <source>From Transparency</source>
        <translation>Aus Transparenz</translation>
    </message>
    <message>
        <source>Shuffle</source>
        <translation>Mischen</translation>
    </message>
    <message>
        <source>Share of Known Patches</source>
        <translation>Anteil bekannter Felder</translation>
    </message>
    <message>
        <source>Know All but {0}</source>
        <translation>Alles außer {0} bekannt</translation>
    </message>
    <message>
        <source>Know {0}</source>
        <translation>{0} bekannt</translation>
    </message>
    <message>
        <source>Opening {0}</source>
        <translation>Öffnen von {0}</translation>
    </message>
    <message>
        <source>Import Mask {0}</source>
        <translation>Maske {0} importieren</translation>
    </message>
    <message>
        <source>Opened {0}: white is known</source>
        <translation>{0} geöffnet: Weiß ist bekannt</translation>
    </message>
    <message>
        <source>{0} has greys: lighter than medium grey is known</source>
        <translation>{0} hat Grautöne: Was heller als Mittelgrau ist, ist bekannt</translation>
    </message>
</context>
<context>
    <name>SubsetPanel</name>
    <message>
        <source>Share of known patches</source>
        <translation>Anteil bekannter Felder</translation>
    </message>
    <message>
        <source>Make a share of the patches known</source>
        <translation>Einen Anteil der Felder bekannt machen</translation>
    </message>
    <message>
        <source>The order in which the slider makes patches known</source>
        <translation>Die Reihenfolge, in der der Regler Felder bekannt macht</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>Vorgaben</translation>
    </message>
    <message>
        <source>Order: at random</source>
        <translation>Reihenfolge: zufällig</translation>
    </message>
    <message>
        <source>Order: initial portion</source>
        <translation>Reihenfolge: Anfangsteil</translation>
    </message>
    <message>
        <source>Order: from the centre</source>
        <translation>Reihenfolge: von der Mitte</translation>
    </message>
    <message>
        <source>{0} %</source>
        <translation>{0} %</translation>
    </message>
</context>
<context>
    <name>SurfacePlot</name>
    <message>
        <source>Reverse KL over θ</source>
        <translation>Reverse-KL über θ</translation>
    </message>
    <message>
        <source>Drag θ, the first coordinates of p&apos;s two means. Arrow keys move it, too.</source>
        <translation>θ ziehen: die ersten Koordinaten der beiden Mittelwerte von p. Auch Pfeiltasten bewegen es.</translation>
    </message>
</context>
<context>
    <name>SurfacesPage</name>
    <message>
        <source>Computing the surface</source>
        <translation>Berechnen der Fläche</translation>
    </message>
    <message>
        <source>No local optima but the global ones.</source>
        <translation>Keine lokalen Optima außer den globalen.</translation>
    </message>
    <message>
        <source>Local optima: {0}</source>
        <translation>Lokale Optima: {0}</translation>
    </message>
    <message>
        <source>{0} nats</source>
        <translation>{0} nat</translation>
    </message>
    <message>
        <source>Joint</source>
        <translation>Gemeinsam</translation>
    </message>
    <message>
        <source>Marginal</source>
        <translation>Rand</translation>
    </message>
    <message>
        <source>Conditional</source>
        <translation>Bedingt</translation>
    </message>
    <message>
        <source>Mean over &amp;q</source>
        <translation>Mittel über &amp;q</translation>
    </message>
    <message>
        <source>The mean over what is given, as in Eq. 5; it takes a second or two</source>
        <translation>Das Mittel über das Gegebene wie in Gl. 5; es dauert ein bis zwei Sekunden</translation>
    </message>
    <message>
        <source>Rotation of the domain</source>
        <translation>Drehung des Raums</translation>
    </message>
    <message>
        <source>Rotate the domain; the hand points along y₁</source>
        <translation>Den Raum drehen; der Zeiger weist entlang y₁</translation>
    </message>
    <message>
        <source>Rotation of the domain in degrees</source>
        <translation>Drehung des Raums in Grad</translation>
    </message>
    <message>
        <source>Reverse KL at θ</source>
        <translation>Reverse-KL bei θ</translation>
    </message>
    <message>
        <source>Drag θ, the first coordinates of p&apos;s two means. y = A x is x in the rotated domain.

★ Global optima, where p = q: the same for every matching and rotation.
○ Local optima: they move with the matching and the rotation. An optimum that traps one matching need not trap another.</source>
        <translation>Ziehen Sie θ, die ersten Koordinaten der beiden Mittelwerte von p. y = A x ist x im gedrehten Raum.

★ Globale Optima, in denen p = q ist: dieselben bei jedem Abgleich und jeder Drehung.
○ Lokale Optima: Sie wandern mit Abgleich und Drehung. Ein Optimum, das einen Abgleich festhält, muss einen anderen nicht festhalten.</translation>
    </message>
    <message>
        <source>&amp;Matching</source>
        <translation>&amp;Abgleich</translation>
    </message>
    <message>
        <source>&amp;Target</source>
        <translation>Gesuch&amp;t</translation>
    </message>
    <message>
        <source>&amp;Rotation</source>
        <translation>&amp;Drehung</translation>
    </message>
    <message>
        <source>&amp;Variance σ²</source>
        <translation>&amp;Varianz σ²</translation>
    </message>
    <message>
        <source>Reverse KL</source>
        <translation>Reverse-KL</translation>
    </message>
    <message>
        <source>&amp;Given {0}</source>
        <translation>&amp;Gegeben {0}</translation>
    </message>
    <message>
        <source>Reverse KL of {0}</source>
        <translation>Reverse-KL von {0}</translation>
    </message>
    <message>
        <source>p (line) against q (grey)</source>
        <translation>p (Linie) gegen q (grau)</translation>
    </message>
</context>
<context>
    <name>Swatches</name>
    <message>
        <source>Colours of the pencil</source>
        <translation>Farben des Bleistifts</translation>
    </message>
    <message>
        <source>Transparent</source>
        <translation>Transparent</translation>
    </message>
    <message>
        <source>{0}: the pencil&apos;s colour. Click to choose another one.</source>
        <translation>{0}: die Farbe des Bleistifts. Klicken Sie, um eine andere zu wählen.</translation>
    </message>
</context>
<context>
    <name>TrainingForm</name>
    <message>
        <source>Choose &amp;Folder…</source>
        <translation>&amp;Ordner wählen…</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Grau</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>Budget</translation>
    </message>
    <message>
        <source>Unit of the budget</source>
        <translation>Einheit des Budgets</translation>
    </message>
    <message>
        <source>minutes</source>
        <translation>Minuten</translation>
    </message>
    <message>
        <source>images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>M&amp;ore</source>
        <translation>&amp;Mehr</translation>
    </message>
    <message>
        <source>&amp;Mirror</source>
        <translation>Sp&amp;iegeln</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>&amp;Starten</translation>
    </message>
    <message>
        <source>Stop &amp;after</source>
        <translation>&amp;Anhalten nach</translation>
    </message>
    <message>
        <source>Also train on mirrored pictures: twice as many, where left and right do not matter.</source>
        <translation>Auch mit gespiegelten Bildern trainieren: doppelt so viele, wo links und rechts gleichgültig sind.</translation>
    </message>
    <message>
        <source>Colour with transparency</source>
        <translation>Farbe mit Transparenz</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>{0} × {1} pixels</source>
        <translation>{0} × {1} Pixel</translation>
    </message>
    <message>
        <source>not stated</source>
        <translation>nicht angegeben</translation>
    </message>
    <message>
        <source>Licence of the pictures, for the card of the model</source>
        <translation>Lizenz der Bilder, für die Karte des Modells</translation>
    </message>
    <message>
        <source>Training needs more than is installed. Run this command, then start Patchwork again:</source>
        <translation>Zum Trainieren fehlen Teile von Patchwork. Führen Sie diesen Befehl aus und starten Sie Patchwork neu:</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>S&amp;tart from</source>
        <translation>Beginnen mi&amp;t</translation>
    </message>
    <message>
        <source>&amp;Kind</source>
        <translation>A&amp;rt</translation>
    </message>
    <message>
        <source>Si&amp;ze</source>
        <translation>&amp;Größe</translation>
    </message>
    <message>
        <source>&amp;Licence</source>
        <translation>&amp;Lizenz</translation>
    </message>
    <message>
        <source>Automatic: {0}</source>
        <translation>Automatisch: {0}</translation>
    </message>
    <message>
        <source>{0}, as an adapter</source>
        <translation>{0}, als Adapter</translation>
    </message>
    <message>
        <source>{0}, all its weights</source>
        <translation>{0}, alle Gewichte</translation>
    </message>
    <message>
        <source>Scratch</source>
        <translation>Nichts</translation>
    </message>
    <message>
        <source>A name has at most {0} characters: the rest was left out.</source>
        <translation>Ein Name hat höchstens {0} Zeichen: Der Rest wurde weggelassen.</translation>
    </message>
    <message>
        <source>There is a model of this name already. Choose another one.</source>
        <translation>Ein Modell dieses Namens gibt es schon. Wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>There is a run of this name already. Resume it, or choose another name.</source>
        <translation>Einen Lauf dieses Namens gibt es schon. Setzen Sie ihn fort oder wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>There is an adapter of this name already. Choose another one.</source>
        <translation>Es gibt schon einen Adapter dieses Namens. Wählen Sie einen anderen.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s)</source>
        <translation>
            <numerusform>%Ln Bild</numerusform>
            <numerusform>%Ln Bilder</numerusform>
        </translation>
    </message>
    <message>
        <source>sides of {0} pixels</source>
        <translation>Seiten von {0} Pixeln</translation>
    </message>
    <message>
        <source>sides of {0} to {1} pixels</source>
        <translation>Seiten von {0} bis {1} Pixel</translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) in hidden or system folders are left out.</source>
        <translation>
            <numerusform>%Ln Bild in versteckten oder Systemordnern bleibt außen vor.</numerusform>
            <numerusform>%Ln Bilder in versteckten oder Systemordnern bleiben außen vor.</numerusform>
        </translation>
    </message>
    <message>
        <source>Few pictures: with fewer than about {0} a model learns them by heart.</source>
        <translation>Wenige Bilder: Bei weniger als etwa {0} lernt ein Modell sie auswendig.</translation>
    </message>
    <message>
        <source>They are in colour and become grey.</source>
        <translation>Sie sind farbig und werden grau.</translation>
    </message>
    <message>
        <source>What is transparent in them becomes white.</source>
        <translation>Was darin transparent ist, wird weiß.</translation>
    </message>
    <message>
        <source>{0} of {1} looked at cannot be read:</source>
        <translation>{0} von {1} durchgesehenen nicht lesbar:</translation>
    </message>
    <message>
        <source>On an ordinary processor, pictures of this size take several hours.</source>
        <translation>Auf einem gewöhnlichen Prozessor brauchen Bilder dieser Größe mehrere Stunden.</translation>
    </message>
    <message>
        <source>On an ordinary processor, simple pictures such as digits are good after an hour or two.</source>
        <translation>Auf einem gewöhnlichen Prozessor sind einfache Bilder wie Ziffern nach ein, zwei Stunden gut.</translation>
    </message>
    <message>
        <source>An adapter takes minutes; it ends once held-out pictures are completed no better. {0} is kept.</source>
        <translation>Ein Adapter braucht Minuten; er endet, sobald zurückgelegte Bilder nicht mehr besser ergänzt werden. {0} bleibt gleich.</translation>
    </message>
    <message>
        <source>A new model takes hours. It begins with what {0} knows, and may forget it.</source>
        <translation>Ein neues Modell braucht Stunden. Es beginnt mit dem, was {0} kann, und vergisst es vielleicht.</translation>
    </message>
    <message>
        <source>{0} completes pictures of another size or kind, so that a new model is trained.</source>
        <translation>{0} ergänzt Bilder anderer Größe oder Art, deshalb wird ein neues Modell trainiert.</translation>
    </message>
</context>
<context>
    <name>TrainingWindow</name>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pausieren</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
        <source>&amp;Export as Model</source>
        <translation>Als Modell &amp;exportieren</translation>
    </message>
    <message>
        <source>Tr&amp;y It</source>
        <translation>A&amp;usprobieren</translation>
    </message>
    <message>
        <source>Complete the open document by what this run has saved last, while it goes on; again for newer</source>
        <translation>Das offene Dokument mit dem ergänzen, was dieser Lauf zuletzt gespeichert hat, während er weitergeht; erneut für Neueres</translation>
    </message>
    <message>
        <source>&amp;Use It</source>
        <translation>&amp;Verwenden</translation>
    </message>
    <message>
        <source>Losses</source>
        <translation>Verluste</translation>
    </message>
    <message>
        <source>PSNR gain of eight, dB</source>
        <translation>PSNR-Gewinn von acht, dB</translation>
    </message>
    <message>
        <source>K&amp;eep as Adapter</source>
        <translation>Als Adapter &amp;behalten</translation>
    </message>
    <message>
        <source>Exporting…</source>
        <translation>Wird exportiert…</translation>
    </message>
    <message>
        <source>First measured after {0} images</source>
        <translation>Erste Messung nach {0} Bildern</translation>
    </message>
    <message>
        <source>Measured once the training has begun</source>
        <translation>Wird gemessen, sobald das Training begonnen hat</translation>
    </message>
    <message>
        <source>Samples are first drawn within a minute.</source>
        <translation>Die ersten Proben werden innerhalb einer Minute gezeichnet.</translation>
    </message>
    <message>
        <source>All its images are seen. Choose images to train longer.</source>
        <translation>Alle seine Bilder sind gesehen. Um länger zu trainieren, wählen Sie „Bilder“.</translation>
    </message>
    <message>
        <source>More training would not help. Try it, or keep it as an adapter.</source>
        <translation>Mehr Training würde nicht helfen. Probieren Sie es aus, oder behalten Sie es als Adapter.</translation>
    </message>
    <message>
        <source>{0} is in the list of models.</source>
        <translation>{0} ist in der Liste der Modelle.</translation>
    </message>
    <message>
        <source>{0} of {1} minutes, {2} images</source>
        <translation>{0} von {1} Minuten, {2} Bilder</translation>
    </message>
    <message>
        <source>Finished: it no longer got better on pictures held out. {0} images, {1} minutes</source>
        <translation>Fertig: Auf zurückgehaltenen Bildern wurde es nicht mehr besser. {0} Bilder, {1} Minuten</translation>
    </message>
    <message>
        <source>Paused: {0}</source>
        <translation>Angehalten: {0}</translation>
    </message>
    <message>
        <source>{0} (running)</source>
        <translation>{0} (läuft)</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Proben</translation>
    </message>
    <message>
        <source>Save and stop; you can resume at any time</source>
        <translation>Sichern und anhalten; fortsetzen können Sie jederzeit</translation>
    </message>
    <message>
        <source>{0} of {1} images, {2} minutes</source>
        <translation>{0} von {1} Bildern, {2} Minuten</translation>
    </message>
    <message>
        <source>Running: {0}</source>
        <translation>Läuft: {0}</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Startet…</translation>
    </message>
    <message>
        <source>The run ended before its first save: nothing was saved. Start it again under another name.</source>
        <translation>Der Lauf endete vor seiner ersten Sicherung: Nichts wurde gesichert. Starten Sie ihn unter einem anderen Namen neu.</translation>
    </message>
    <message>
        <source>Done: {0} images, {1} minutes</source>
        <translation>Fertig: {0} Bilder, {1} Minuten</translation>
    </message>
    <message numerus="yes">
        <source>Stopped after %Ln minute(s), as set: {0} images</source>
        <translation>
            <numerusform>Nach %Ln Minute angehalten, wie eingestellt: {0} Bilder</numerusform>
            <numerusform>Nach %Ln Minuten angehalten, wie eingestellt: {0} Bilder</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>UndoController</name>
    <message>
        <source>&amp;Undo {0}</source>
        <translation>&amp;Rückgängig: {0}</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo {0}</source>
        <translation>&amp;Wiederholen: {0}</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
</context>
<context>
    <name>ViewController</name>
    <message>
        <source>Orange: where the completions differ. Framed: the patch that would tell most.</source>
        <translation>Orange: wo sich die Ergänzungen unterscheiden. Umrahmt: das Feld, das am meisten verraten würde.</translation>
    </message>
</context>
<context>
    <name>WalkDialog</name>
    <message>
        <source>Export Noise Walk</source>
        <translation>Rauschwanderung exportieren</translation>
    </message>
    <message>
        <source>Pictures on the way from one completion to the next</source>
        <translation>Bilder auf dem Weg von einer Ergänzung zur nächsten</translation>
    </message>
    <message>
        <source>Pictures a second</source>
        <translation>Bilder je Sekunde</translation>
    </message>
    <message>
        <source> ×</source>
        <translation> ×</translation>
    </message>
    <message>
        <source>How much each pixel is enlarged</source>
        <translation>Wie stark jedes Pixel vergrößert wird</translation>
    </message>
    <message>
        <source>&amp;Steps between completions</source>
        <translation>&amp;Schritte zwischen Ergänzungen</translation>
    </message>
    <message>
        <source>&amp;Pictures a second</source>
        <translation>&amp;Bilder je Sekunde</translation>
    </message>
    <message>
        <source>&amp;Enlarged</source>
        <translation>&amp;Vergrößert</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>&amp;Exportieren…</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>Through {0} completions and back: {1} pictures of {2} × {3} pixels, {4} seconds</source>
        <translation>Durch {0} Ergänzungen und zurück: {1} Bilder von {2} × {3} Pixeln, {4} Sekunden</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>1 of 3: Brush over what is to be replaced in the picture; the model fills it in.</source>
        <translation>1 von 3: Überstreichen Sie im Bild, was ersetzt werden soll; das Modell füllt es.</translation>
    </message>
    <message>
        <source>1 of 3: Paint on the picture. Painted patches are known; the model completes the others.</source>
        <translation>1 von 3: Malen Sie auf das Bild. Bemalte Felder sind bekannt; das Modell ergänzt die anderen.</translation>
    </message>
    <message>
        <source>2 of 3: The nine completions differ by their noise alone. Click one, or press R for others.</source>
        <translation>2 von 3: Die neun Ergänzungen unterscheiden sich nur durch ihr Rauschen. Klicken Sie eine an, oder drücken Sie R für andere.</translation>
    </message>
    <message>
        <source>3 of 3: Drop any picture on the window; add a second one to mix them. Ctrl+K finds all commands.</source>
        <translation>3 von 3: Ziehen Sie ein beliebiges Bild ins Fenster; fügen Sie ein zweites hinzu, um beide zu mischen. Strg+K findet jeden Befehl.</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Opening the picture</source>
        <translation>Öffnen des Bildes</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Merkmale</translation>
    </message>
    <message>
        <source>Known Patches</source>
        <translation>Bekannte Felder</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>Quellen</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>Rauschen</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Dropped picture</source>
        <translation>Abgelegtes Bild</translation>
    </message>
    <message>
        <source>Panels</source>
        <translation>Bedienfelder</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Brush size, in patches</source>
        <translation>Pinselgröße, in Feldern</translation>
    </message>
    <message>
        <source>Brush size {0}</source>
        <translation>Pinselgröße {0}</translation>
    </message>
</context>
<context>
    <name>Worker</name>
    <message>
        <source>Loading the model {0}</source>
        <translation>Laden des Modells {0}</translation>
    </message>
    <message>
        <source>Completing the picture</source>
        <translation>Ergänzen des Bildes</translation>
    </message>
</context>
<context>
    <name>_Categories</name>
    <message>
        <source>{0}, {1}</source>
        <translation>{0}, {1}</translation>
    </message>
</context>
</TS>
