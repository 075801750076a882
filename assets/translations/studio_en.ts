<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>CompletionsPane</name>
    <message numerus="yes">
        <source>%n completion(s) at once</source>
        <translation>
            <numerusform>%n completion at once</numerusform>
            <numerusform>%n completions at once</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message numerus="yes">
        <source>%n result(s)</source>
        <translation>
            <numerusform>%n result</numerusform>
            <numerusform>%n results</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProjectController</name>
    <message numerus="yes">
        <source>Patchwork did not end cleanly. %n document(s) were kept; the newest is “{0}”.</source>
        <translation>
            <numerusform>Patchwork did not end cleanly. %n document was kept; the newest is “{0}”.</numerusform>
            <numerusform>Patchwork did not end cleanly. %n documents were kept; the newest is “{0}”.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrainingForm</name>
    <message numerus="yes">
        <source>%Ln picture(s)</source>
        <translation>
            <numerusform>%Ln picture</numerusform>
            <numerusform>%Ln pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) in hidden or system folders are left out.</source>
        <translation>
            <numerusform>%Ln picture in hidden or system folders is left out.</numerusform>
            <numerusform>%Ln pictures in hidden or system folders are left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrainingWindow</name>
    <message numerus="yes">
        <source>Stopped after %Ln minute(s), as set: {0} images</source>
        <translation>
            <numerusform>Stopped after %Ln minute, as set: {0} images</numerusform>
            <numerusform>Stopped after %Ln minutes, as set: {0} images</numerusform>
        </translation>
    </message>
</context>
</TS>
