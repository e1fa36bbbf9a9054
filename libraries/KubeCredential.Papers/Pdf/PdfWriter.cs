using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KubeCredential.Papers.Layout;
using KubeCredential.Papers.Typesetting;
using KubeCredential.Text;
using static KubeCredential.Papers.Pdf.PdfObjects;

namespace KubeCredential.Papers.Pdf;

/// <summary>Writes laid-out pages as a PDF/A-3a (ISO 19005-3): fonts embedded, text tagged and with its Unicode values, a file attached.</summary>
internal sealed class PdfWriter
{
    private const string Producer = "KubeCredential";
    private readonly Sheet _sheet;
    private readonly PdfObjects _objects = new();
    private readonly Dictionary<FontFile, FontSubset> _fonts = [];
    private readonly Dictionary<PaperPicture, (string Name, int Number)> _pictures = [];
    private readonly SortedSet<double> _opacities = [];
    private readonly StringBuilder[] _contents;
    private readonly List<string>[] _marked; // By page: the element of each piece of marked content.
    private readonly List<string>[] _annotations;
    private readonly List<(int Key, string Parent)> _annotationParents = [];
    private readonly int[] _pageNumbers;
    private readonly int _structure;

    private PdfWriter(Sheet sheet)
    {
        _sheet = sheet;
        _contents = [.. Enumerable.Range(0, sheet.Pages).Select(static _ => new StringBuilder())];
        _marked = [.. Enumerable.Range(0, sheet.Pages).Select(static _ => new List<string>())];
        _annotations = [.. Enumerable.Range(0, sheet.Pages).Select(static _ => new List<string>())];
        _pageNumbers = [.. Enumerable.Range(0, sheet.Pages).Select(_ => _objects.Reserve())];
        _structure = _objects.Reserve();
    }

    /// <summary>Writes pages.</summary>
    /// <param name="sheet">The pages.</param>
    /// <param name="attachment">The file that the PDF carries, or null.</param>
    /// <param name="madeAt">The date that it bears.</param>
    /// <param name="signature">With what it is signed, or null.</param>
    public static byte[] Write(Sheet sheet, PaperAttachment? attachment, DateTimeOffset madeAt, PaperSignature? signature = null) => new PdfWriter(sheet).Write(attachment, madeAt, signature);

    private byte[] Write(PaperAttachment? attachment, DateTimeOffset madeAt, PaperSignature? signature)
    {
        foreach (var (page, item) in _sheet.Decoration)
        {
            _contents[page].Append("/Artifact BMC\n");
            Draw(page, item);
            _contents[page].Append("EMC\n");
        }

        var document = _objects.Reserve();
        var parts = _sheet.Elements.ConvertAll(element => AddElement(element, document));
        _objects.Set(document, $"<< /Type /StructElem /S /Document /P {_structure} 0 R /Lang {TextString(_sheet.Language)} /K [{string.Join(' ', parts.Select(static part => $"{part} 0 R"))}] >>");
        AddStructure(document);
        var file = attachment is null ? 0 : AddAttachment(attachment, madeAt);
        var profile = _objects.AddStream("/N 3", SrgbProfile.Bytes);
        var intent = _objects.Add($"<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB IEC61966-2.1) /Info (sRGB IEC61966-2.1) /DestOutputProfile {profile} 0 R >>");
        var metadata = _objects.AddStream("/Type /Metadata /Subtype /XML", Encoding.UTF8.GetBytes(Xmp(madeAt)), compress: false);
        var info = _objects.Add($"<< /Title {TextString(_sheet.Title)} /Producer ({Producer}) /CreationDate {Date(madeAt)} /ModDate {Date(madeAt)} >>");
        var signed = signature is null ? 0 : _objects.Add(PdfSignature.Blank(signature, madeAt));
        var form = signature is null ? "" : $" /AcroForm << /SigFlags 3 /Fields [{AddSignatureField(signed, signature.Reason)} 0 R] >>";
        var pages = _objects.Add($"<< /Type /Pages /Count {_sheet.Pages} /Kids [{string.Join(' ', _pageNumbers.Select(static page => $"{page} 0 R"))}] >>");
        SetPages(pages);
        var catalog = _objects.Add(
            $"<< /Type /Catalog /Pages {pages} 0 R /Lang {TextString(_sheet.Language)} /MarkInfo << /Marked true >> /StructTreeRoot {_structure} 0 R /Metadata {metadata} 0 R /OutputIntents [{intent} 0 R] "
            + $"/ViewerPreferences << /DisplayDocTitle true{(LanguageTag.IsRightToLeft(_sheet.Language) ? " /Direction /R2L" : "")} >>"
            + (attachment is null ? "" : $" /AF [{file} 0 R] /Names << /EmbeddedFiles << /Names [{TextString(attachment.Name)} {file} 0 R] >> >> /PageMode /UseAttachments")
            + form + " >>");
        var written = _objects.ToFile(catalog, info);
        if (signature is not null) PdfSignature.Fill(written, _objects.PlaceOf(signed), signature.Certificate);
        return written;
    }

    /// <summary>The field of a signature (12.7.4.5), which is not seen on the page.</summary>
    private int AddSignatureField(int signed, string text)
    {
        var field = _objects.Add($"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature) /TU {TextString(text)} /F 132 /Rect [0 0 0 0] /P {_pageNumbers[0]} 0 R /V {signed} 0 R >>");
        _annotations[0].Add($"{field} 0 R");
        return field;
    }

    /// <summary>Draws a part and writes its structure element (14.7.2).</summary>
    private int AddElement(Element element, int parent)
    {
        var number = _objects.Reserve();
        List<string> content = [];
        foreach (var (page, items) in element.Items.GroupBy(static one => one.Page).Select(static group => (group.Key, group.Select(static one => one.Item).ToArray())))
        {
            var mark = _marked[page].Count;
            _marked[page].Add($"{number} 0 R");
            _contents[page].Append(CultureInfo.InvariantCulture, $"/{element.Role} << /MCID {mark} >> BDC\n");
            foreach (var item in items) Draw(page, item);
            _contents[page].Append("EMC\n");
            content.Add($"<< /Type /MCR /Pg {_pageNumbers[page]} 0 R /MCID {mark} >>");
            if (element.Address is { } address) content.Add(AddLink(page, items, address, element.Text!, number));
        }

        content.AddRange(element.Parts.Select(part => $"{AddElement(part, number)} 0 R"));
        var isReordered = element.Items.Any(static one => one.Item is TextItem { Line.IsReordered: true });
        _objects.Set(
            number,
            $"<< /Type /StructElem /S /{element.Role} /P {parent} 0 R"
            + (element.Alternative is { } alternative ? $" /Alt {TextString(alternative)}" : "")
            // Glyphs stand in the order of the page; this is the order in which they are read.
            + (isReordered && element.Text is { } text ? $" /ActualText {TextString(text)}" : "")
            + (element.Role == Role.TH ? " /A << /O /Table /Scope /Row >>" : "")
            + (element.Role == Role.Figure ? $" /A << /O /Layout /Placement /Block /BBox [{BoxOf(element)}] >>" : "")
            + $" /K [{string.Join(' ', content)}] >>");
        return number;
    }

    private string BoxOf(Element figure) => figure.Items[0].Item switch
    {
        PictureItem picture => Box(picture.X, picture.Y, picture.Width, picture.Height),
        CodeItem code => Box(code.X, code.Y, code.Size, code.Size),
        _ => throw new InvalidOperationException("A figure is a picture or a code."),
    };

    private string Box(double x, double y, double width, double height) => $"{Number(x)} {Number(_sheet.Height - y - height)} {Number(x + width)} {Number(_sheet.Height - y)}";

    private string AddLink(int page, Item[] items, Uri address, string text, int element)
    {
        var lines = items.OfType<TextItem>().ToArray();
        var (left, top) = (lines.Min(static line => line.X), lines.Min(static line => line.Baseline - (line.Line.Ascent * line.Size)));
        var (right, bottom) = (lines.Max(static line => line.X + (line.Line.Width * line.Size)), lines.Max(static line => line.Baseline + (line.Line.Descent * line.Size)));
        var key = _sheet.Pages + _annotationParents.Count;
        var annotation = _objects.Add(
            $"<< /Type /Annot /Subtype /Link /F 4 /Border [0 0 0] /Rect [{Box(left, top, right - left, bottom - top)}] /Contents {TextString(text)} /StructParent {key} /P {_pageNumbers[page]} 0 R /A << /S /URI /URI {Literal(address.AbsoluteUri)} >> >>");
        _annotationParents.Add((key, $"{element} 0 R"));
        _annotations[page].Add($"{annotation} 0 R");
        return $"<< /Type /OBJR /Pg {_pageNumbers[page]} 0 R /Obj {annotation} 0 R >>";
    }

    private void Draw(int page, Item item)
    {
        var content = _contents[page];
        switch (item)
        {
            case BoxItem box:
                content.Append(CultureInfo.InvariantCulture, $"{Fill(box.Colour)}{Number(box.X)} {Number(_sheet.Height - box.Y - box.Height)} {Number(box.Width)} {Number(box.Height)} re f\n");
                break;
            case PictureItem picture:
                _opacities.Add(picture.Opacity);
                content.Append(CultureInfo.InvariantCulture, $"q /G{PercentOf(picture.Opacity)} gs {Number(picture.Width)} 0 0 {Number(picture.Height)} {Number(picture.X)} {Number(_sheet.Height - picture.Y - picture.Height)} cm /{NameOf(picture.Picture)} Do Q\n");
                break;
            case CodeItem code:
                DrawCode(content, code);
                break;
            case TextItem text:
                DrawText(content, text);
                break;
        }
    }

    private void DrawCode(StringBuilder content, CodeItem item)
    {
        content.Append(CultureInfo.InvariantCulture, $"1 g {Number(item.X)} {Number(_sheet.Height - item.Y - item.Size)} {Number(item.Size)} {Number(item.Size)} re f 0 g\n");
        var module = item.Size / item.Code.Modules;
        foreach (var (row, column, length) in item.Code.Stretches())
            content.Append(CultureInfo.InvariantCulture, $"{Number(item.X + (column * module))} {Number(_sheet.Height - item.Y - ((row + 1) * module))} {Number(length * module)} {Number(module)} re\n");
        content.Append("f\n");
    }

    private void DrawText(StringBuilder content, TextItem item)
    {
        content.Append("BT ").Append(Fill(item.Colour));
        var x = item.X;
        IReadOnlyList<GlyphCluster> clusters = item.Line.Clusters;
        if (item.Line.Space is { IsRightToLeft: false } after)
        {
            clusters = [.. clusters, after];
        }
        else if (item.Line.Space is { } before)
        {
            clusters = [before, .. clusters];
            x -= before.Width * item.Size;
        }

        for (var first = 0; first < clusters.Count;)
        {
            var subset = SubsetOf(clusters[first].Font);
            content.Append(CultureInfo.InvariantCulture, $"/{subset.Resource} {Number(item.Size)} Tf 1 0 0 1 {Number(x)} {Number(_sheet.Height - item.Baseline)} Tm [<");
            for (; first < clusters.Count && ReferenceEquals(clusters[first].Font, subset.Font); first++)
            {
                var cluster = clusters[first];
                var codes = subset.CodesOf(cluster);
                foreach (var code in codes) content.Append(code.ToString("X4", CultureInfo.InvariantCulture));
                // Kerning: the next glyph is nearer or farther than this one is wide.
                if (codes.Sum(code => subset.Advances[code]) - cluster.Advance is not 0 and var kerning) content.Append(CultureInfo.InvariantCulture, $"> {Number(kerning * 1000.0 / subset.Font.UnitsPerEm)} <");
                x += cluster.Width * item.Size;
            }

            content.Append(">] TJ\n");
        }

        content.Append("ET\n");
    }

    private FontSubset SubsetOf(FontFile font) => _fonts.TryGetValue(font, out var known) ? known : _fonts[font] = new FontSubset(font, _fonts.Count);

    private string NameOf(PaperPicture picture)
    {
        if (_pictures.TryGetValue(picture, out var known)) return known.Name;
        var size = $"/Type /XObject /Subtype /Image /Width {picture.Width} /Height {picture.Height} /BitsPerComponent 8";
        var mask = picture.Alpha is { } alpha ? $" /SMask {_objects.AddStream($"{size} /ColorSpace /DeviceGray", alpha, isCompressed: true)} 0 R" : "";
        var name = $"P{_pictures.Count}";
        _pictures[picture] = (name, _objects.AddStream($"{size} /ColorSpace /DeviceRGB{mask}", picture.Colours, isCompressed: true));
        return name;
    }

    private string Resources()
    {
        var fonts = _fonts.Values.Select(subset => $"/{subset.Resource} {AddFont(subset)} 0 R");
        var pictures = _pictures.Values.Select(static picture => $"/{picture.Name} {picture.Number} 0 R");
        var states = _opacities.Select(static opacity => $"/G{PercentOf(opacity)} << /Type /ExtGState /ca {Number(opacity)} >>");
        return $"<< /Font << {string.Join(' ', fonts)} >> /XObject << {string.Join(' ', pictures)} >> /ExtGState << {string.Join(' ', states)} >> >>";
    }

    /// <summary>A composite font with the codes of a subset (9.7), and the Unicode values of its codes (9.10.3).</summary>
    private int AddFont(FontSubset subset)
    {
        var (font, scale) = (subset.Font, 1000.0 / subset.Font.UnitsPerEm);
        var bytes = subset.ToFile();
        var file = _objects.AddStream($"/Length1 {bytes.Length}", bytes);
        var tag = new string([.. SHA256.HashData(bytes).Take(6).Select(static one => (char)('A' + (one % 26)))]);
        var name = Name($"{tag}+{font.Name}");
        var box = string.Join(' ', Enumerable.Range(0, 4).Select(side => Number(System.Buffers.Binary.BinaryPrimitives.ReadInt16BigEndian(font.Table("head")[(36 + (side * 2))..]) * scale)));
        var descriptor = _objects.Add(
            $"<< /Type /FontDescriptor /FontName {name} /Flags 4 /FontBBox [{box}] /ItalicAngle 0 /Ascent {Number(font.Ascent * scale)} /Descent {Number(font.Descent * scale)} /CapHeight {Number(font.Ascent * scale)} /StemV {(font.Name.EndsWith("Bold", StringComparison.Ordinal) ? 140 : 80)} /FontFile2 {file} 0 R >>");
        var widths = string.Join(' ', subset.Advances.Select(advance => Number(advance * scale)));
        var descendant = _objects.Add(
            $"<< /Type /Font /Subtype /CIDFontType2 /BaseFont {name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /CIDToGIDMap /Identity /FontDescriptor {descriptor} 0 R /DW 0 /W [0 [{widths}]] >>");
        var unicode = _objects.AddStream("", Encoding.ASCII.GetBytes(ToUnicode(subset)));
        return _objects.Add($"<< /Type /Font /Subtype /Type0 /BaseFont {name} /Encoding /Identity-H /DescendantFonts [{descendant} 0 R] /ToUnicode {unicode} 0 R >>");
    }

    private static string ToUnicode(FontSubset subset)
    {
        var map = new StringBuilder("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            + "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
        foreach (var portion in subset.Texts.Chunk(100))
        {
            map.Append(CultureInfo.InvariantCulture, $"{portion.Length} beginbfchar\n");
            foreach (var (code, text) in portion) map.Append(CultureInfo.InvariantCulture, $"<{code:X4}> <{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>\n");
            map.Append("endbfchar\n");
        }

        return map.Append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n").ToString();
    }

    private void SetPages(int parent)
    {
        var resources = _objects.Add(Resources());
        for (var page = 0; page < _sheet.Pages; page++)
        {
            var content = _objects.AddStream("", Encoding.Latin1.GetBytes(_contents[page].ToString()));
            var annotations = _annotations[page].Count == 0 ? "" : $" /Annots [{string.Join(' ', _annotations[page])}]";
            _objects.Set(
                _pageNumbers[page],
                $"<< /Type /Page /Parent {parent} 0 R /MediaBox [0 0 {Number(_sheet.Width)} {Number(_sheet.Height)}] /Resources {resources} 0 R /Contents {content} 0 R /StructParents {page} /Tabs /S /Group << /S /Transparency /CS /DeviceRGB >>{annotations} >>");
        }
    }

    private void AddStructure(int document)
    {
        var pages = _marked.Select((marks, page) => $"{page} [{string.Join(' ', marks)}]");
        var links = _annotationParents.Select(static one => $"{one.Key} {one.Parent}");
        var parents = _objects.Add($"<< /Nums [{string.Join(' ', pages.Concat(links))}] >>");
        _objects.Set(_structure, $"<< /Type /StructTreeRoot /K [{document} 0 R] /ParentTree {parents} 0 R /ParentTreeNextKey {_sheet.Pages + _annotationParents.Count} >>");
    }

    /// <summary>An associated file (ISO 19005-3, 6.8): what the paper was made of.</summary>
    private int AddAttachment(PaperAttachment attachment, DateTimeOffset madeAt)
    {
        var stream = _objects.AddStream(
            $"/Type /EmbeddedFile /Subtype {Name(attachment.MediaType)} /Params << /Size {attachment.Content.Length} /ModDate {Date(madeAt)} /CreationDate {Date(madeAt)} >>", attachment.Content.Span);
        return _objects.Add($"<< /Type /Filespec /F {Literal(attachment.Name)} /UF {TextString(attachment.Name)} /AFRelationship /Source /Desc {TextString(attachment.Description)} /EF << /F {stream} 0 R /UF {stream} 0 R >> >>");
    }

    private string Xmp(DateTimeOffset madeAt)
    {
        var time = madeAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var title = System.Security.SecurityElement.Escape(_sheet.Title);
        return $"""
            <?xpacket begin="{'\uFEFF'}" id="W5M0MpCehiHzreSzNTczkc9d"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/">
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
            <dc:format>application/pdf</dc:format>
            <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
            <dc:language><rdf:Bag><rdf:li>{System.Security.SecurityElement.Escape(_sheet.Language)}</rdf:li></rdf:Bag></dc:language>
            <pdf:Producer>{Producer}</pdf:Producer>
            <pdfaid:part>3</pdfaid:part>
            <pdfaid:conformance>A</pdfaid:conformance>
            <xmp:CreateDate>{time}</xmp:CreateDate>
            <xmp:ModifyDate>{time}</xmp:ModifyDate>
            </rdf:Description>
            </rdf:RDF>
            </x:xmpmeta>
            <?xpacket end="w"?>
            """;
    }

    private static int PercentOf(double opacity) => (int)Math.Round(opacity * 100);

    private static string Fill(PaperColour colour) => $"{Number(colour.Red / 255.0)} {Number(colour.Green / 255.0)} {Number(colour.Blue / 255.0)} rg ";

    /// <summary>A literal string of ASCII (7.3.4.2).</summary>
    private static string Literal(string text) => $"({text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("(", @"\(", StringComparison.Ordinal).Replace(")", @"\)", StringComparison.Ordinal)})";
}
