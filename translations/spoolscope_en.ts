<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>CommandScript</name>
    <message numerus="yes">
        <source>%1: %n message(s). To be run as root on that server.</source>
        <translation>
            <numerusform>%1: %n message. To be run as root on that server.</numerusform>
            <numerusform>%1: %n messages. To be run as root on that server.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NoRows</name>
    <message numerus="yes">
        <source>All %Ln server(s) were listed to the end.</source>
        <translation>
            <numerusform>The server was listed to the end.</numerusform>
            <numerusform>All %Ln servers were listed to the end.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It hides %Ln message(s).</source>
        <translation>
            <numerusform>It hides %Ln message.</numerusform>
            <numerusform>It hides %Ln messages.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Shape</name>
    <message numerus="yes">
        <source>%Ln message(s)</source>
        <translation>
            <numerusform>%Ln message</numerusform>
            <numerusform>%Ln messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln recipient(s)</source>
        <translation>
            <numerusform>%Ln recipient</numerusform>
            <numerusform>%Ln recipients</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>spoolscope::FacetModel</name>
    <message numerus="yes">
        <source>%Ln different value(s)</source>
        <translation>
            <numerusform>%Ln different value</numerusform>
            <numerusform>%Ln different values</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>spoolscope::GroupModel</name>
    <message numerus="yes">
        <source>%Ln message(s)</source>
        <translation>
            <numerusform>%Ln message</numerusform>
            <numerusform>%Ln messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more group(s): filter, or sort by another column, to see them</source>
        <translation>
            <numerusform>%Ln more group: filter, or sort by another column, to see them</numerusform>
            <numerusform>%Ln more groups: filter, or sort by another column, to see them</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>spoolscope::GroupTotals</name>
    <message numerus="yes">
        <source>%Ln group(s)</source>
        <translation>
            <numerusform>%Ln group</numerusform>
            <numerusform>%Ln groups</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>spoolscope::JobStrip</name>
    <message numerus="yes">
        <source>%n more running</source>
        <translation>
            <numerusform>%n more running</numerusform>
            <numerusform>%n more running</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>spoolscope::OriginNote</name>
    <message numerus="yes">
        <source>%Ln message(s) may match too: no log that was read says where they came from.</source>
        <translation>
            <numerusform>%Ln message may match too: no log that was read says where it came from.</numerusform>
            <numerusform>%Ln messages may match too: no log that was read says where they came from.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>spoolscope::OriginReader</name>
    <message numerus="yes">
        <source>%Ln more had left the queue.</source>
        <translation>
            <numerusform>%Ln more had left the queue.</numerusform>
            <numerusform>%Ln more had left the queue.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The origins of %Ln message(s) could not be read: %1</source>
        <translation>
            <numerusform>The origin of %Ln message could not be read: %1</numerusform>
            <numerusform>The origins of %Ln messages could not be read: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The origins of %Ln message(s) were read.</source>
        <translation>
            <numerusform>The origin of %Ln message was read.</numerusform>
            <numerusform>The origins of %Ln messages were read.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>spoolscope::QueueFooter</name>
    <message numerus="yes">
        <source>%Ln message(s)</source>
        <translation>
            <numerusform>%Ln message</numerusform>
            <numerusform>%Ln messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>on %Ln server(s)</source>
        <translation>
            <numerusform>on %Ln server</numerusform>
            <numerusform>on %Ln servers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of them hidden by the filter</source>
        <translation>
            <numerusform>%Ln of them hidden by the filter</numerusform>
            <numerusform>%Ln of them hidden by the filter</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>listing %Ln server(s)…</source>
        <translation>
            <numerusform>listing %Ln server…</numerusform>
            <numerusform>listing %Ln servers…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln listing(s) incomplete</source>
        <translation>
            <numerusform>%Ln listing incomplete</numerusform>
            <numerusform>%Ln listings incomplete</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln older listing(s)</source>
        <translation>
            <numerusform>%Ln older listing</numerusform>
            <numerusform>%Ln older listings</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>spoolscope::QueueView</name>
    <message numerus="yes">
        <source>%Ln message(s)</source>
        <translation>
            <numerusform>%Ln message</numerusform>
            <numerusform>%Ln messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>spoolscope::ShapePage</name>
    <message numerus="yes">
        <source>%Ln domain(s)</source>
        <translation>
            <numerusform>%Ln domain</numerusform>
            <numerusform>%Ln domains</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It hides %Ln domain(s).</source>
        <translation>
            <numerusform>It hides %Ln domain.</numerusform>
            <numerusform>It hides %Ln domains.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %Ln server(s) were listed to the end.</source>
        <translation>
            <numerusform>The server was listed to the end.</numerusform>
            <numerusform>All %Ln servers were listed to the end.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>spoolscope::ShapeTimeline</name>
    <message numerus="yes">
        <source>%Ln listing(s) since %1</source>
        <translation>
            <numerusform>%Ln listing since %1</numerusform>
            <numerusform>%Ln listings since %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>spoolscope::SshImportDialog</name>
    <message numerus="yes">
        <source>Add %Ln Server(s)</source>
        <translation>
            <numerusform>Add %Ln Server</numerusform>
            <numerusform>Add %Ln Servers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>spoolscope::SummaryView</name>
    <message numerus="yes">
        <source>%1 recipients</source>
        <translation>
            <numerusform>%1 recipient</numerusform>
            <numerusform>%1 recipients</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>spoolscope::TallyView</name>
    <message numerus="yes">
        <source>%1 others</source>
        <translation>
            <numerusform>%1 other</numerusform>
            <numerusform>%1 others</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>spoolscope::plantext</name>
    <message numerus="yes">
        <source>%1 messages</source>
        <translation>
            <numerusform>%1 message</numerusform>
            <numerusform>%1 messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 servers</source>
        <translation>
            <numerusform>%1 server</numerusform>
            <numerusform>%1 servers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of them are being delivered right now and may arrive all the same.</source>
        <translation>
            <numerusform>%1 of them is being delivered right now and may arrive all the same.</numerusform>
            <numerusform>%1 of them are being delivered right now and may arrive all the same.</numerusform>
        </translation>
    </message>
</context>
</TS>
