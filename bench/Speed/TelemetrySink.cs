using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace KubeCredential.Bench.Speed;

/// <summary>A collector that accepts everything and discards it, so that its own work does not matter.</summary>
internal sealed class TelemetrySink : IDisposable
{
    private readonly HttpListener _listener = new();

    public TelemetrySink()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
        }

        _listener.Prefixes.Add(Url);
        _listener.Start();
        _ = ServeAsync();
    }

    public string Url { get; }

    /// <summary>The number of bytes received.</summary>
    public long Bytes { get; private set; }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        var buffer = new byte[64 * 1024];
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                int read;
                while ((read = await context.Request.InputStream.ReadAsync(buffer)) > 0) Bytes += read;
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or IOException)
            {
                // The sender has disconnected, or the listener was closed, which the loop's condition detects.
            }
        }
    }
}
