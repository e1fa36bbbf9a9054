using System.Globalization;
using System.Text.Json.Nodes;

namespace KubeCredential.Publishing.Compose;

/// <summary>Writes a file for Docker Compose that builds the images and runs the application on one machine.</summary>
internal sealed class ComposeWriter(DeploymentModel model, PublishSettings settings, StagedDirectory output, string directory)
{
    private const int FirstPort = 8080;
    private const string PublicHosts = "PUBLIC_HOSTS";

    public void Write()
    {
        var services = new JsonObject();
        foreach (var workload in model.Workloads)
        {
            if (workload.Deployment.Migrates) services[$"{workload.Name}-migrate"] = Migration(workload);
            services[workload.Name] = Service(workload);
        }

        output.Write("compose.yaml", Header + YamlText.Write(new JsonObject
        {
            ["name"] = DeploymentModel.Application,
            ["services"] = services,
            ["networks"] = Networks(),
            ["volumes"] = new JsonObject([.. model.Workloads.Where(static workload => workload.KeepsData).Select(static workload => KeyValuePair.Create($"{workload.Name}-data", (JsonNode?)new JsonObject()))]),
        }));
        output.Write(".env.example", Example());
        output.Write(SecretScript.Name, SecretScript.Of(model, ".env", Variable));
    }

    private const string Header = """
        # Written by the AppHost (publish-compose): change the model, not this file.
        #   sh generate-secrets.sh, then: docker compose up --build --wait

        """;

    private IEnumerable<Workload> External => model.Workloads.Where(static workload => workload.IsExternal);

    private JsonObject Service(Workload workload)
    {
        var service = Container(workload, workload.Environment);
        if (workload.Command is { } command) service["entrypoint"] = new JsonArray(command);
        if (workload.Arguments.Count > 0) service["command"] = new JsonArray([.. workload.Arguments.Select(static argument => (JsonNode)Text(argument))]);
        service["restart"] = "unless-stopped";
        if (workload.Deployment.HealthCommand is { } check)
        {
            service["healthcheck"] = new JsonObject
            {
                ["test"] = new JsonArray("CMD-SHELL", Escape(check)),
                ["interval"] = "5s",
                ["timeout"] = "5s",
                ["retries"] = 6,
                ["start_period"] = "60s",
            };
        }

        if (workload.DataDirectory is { } data) service["volumes"] = new JsonArray($"{workload.Name}-data:{data}");
        if (workload.IsExternal) service["ports"] = new JsonArray($"127.0.0.1:${{{PortVariable(workload)}:-{Port(workload)}}}:{workload.Ports[0].Port}");

        // Services find each other when they are there; only what cannot start without another waits for it.
        var waits = new JsonObject();
        if (workload.Deployment.Migrates) waits[$"{workload.Name}-migrate"] = new JsonObject { ["condition"] = "service_completed_successfully" };
        if (workload.IsExternal)
        {
            foreach (var called in workload.Calls) waits[called] = new JsonObject { ["condition"] = "service_started" };
        }

        if (waits.Count > 0) service["depends_on"] = waits;
        service["stop_grace_period"] = workload.KeepsData ? "60s" : "40s";
        service["networks"] = new JsonArray([.. NetworksOf(workload).Select(static network => (JsonNode)network)]);
        return service;
    }

    private JsonObject Migration(Workload workload)
    {
        var service = Container(workload, workload.ForMigration.Environment.Where(static entry => entry.Name != Kubernetes.KubernetesObjects.MigrationVariable)
            .Append(new(Kubernetes.KubernetesObjects.MigrationVariable, [new("Only", false)], null)));
        service["restart"] = "on-failure";
        service["healthcheck"] = new JsonObject { ["disable"] = true };
        service["depends_on"] = new JsonObject([.. workload.DatabaseServers.Select(static server =>
            KeyValuePair.Create(server, (JsonNode?)new JsonObject { ["condition"] = "service_healthy" }))]);
        service["networks"] = new JsonArray([.. workload.DatabaseServers.Select(static server => (JsonNode)server)]);
        return service;
    }

    private JsonObject Container(Workload workload, IEnumerable<ConfigurationEntry> entries)
    {
        var service = new JsonObject
        {
            ["image"] = workload.Image ?? $"{DeploymentModel.ImageName(settings.Registry, workload.Name)}:${{TAG:-{settings.Tag}}}",
        };
        if (workload.Deployment.Build is { } build)
        {
            service["build"] = new JsonObject
            {
                ["context"] = Path.GetRelativePath(directory, Path.Combine(model.RepositoryRoot, build.Context)).Replace('\\', '/'),
                ["args"] = new JsonObject { [build.Argument] = build.Value, ["VERSION"] = $"${{TAG:-{settings.Tag}}}", ["REVISION"] = "${REVISION:-unknown}" },
            };
        }

        var environment = new JsonObject();
        foreach (var entry in entries.OrderBy(static entry => entry.Name, StringComparer.Ordinal)) environment[entry.Name] = Text(entry);
        foreach (var link in workload.Links) environment[link.Variable] = $"${{{link.Variable}:-http://localhost:{Port(model[link.Target])}}}";
        if (workload.Deployment.HostsVariable is { } hosts) environment[hosts] = $"{workload.Name};${{{PublicHosts}:-localhost}}";
        service["environment"] = environment;
        service["user"] = string.Create(CultureInfo.InvariantCulture, $"{workload.Deployment.UserId}:{workload.Deployment.UserId}");
        service["read_only"] = true;
        service["tmpfs"] = new JsonArray([.. workload.Deployment.ScratchDirectories.Select(path => (JsonNode)$"{path}:mode=1777,size=64m")]);
        service["cap_drop"] = new JsonArray("ALL");
        service["security_opt"] = new JsonArray("no-new-privileges:true");
        service["mem_limit"] = workload.Deployment.MemoryLimit.Replace("Mi", "m", StringComparison.Ordinal).Replace("Gi", "g", StringComparison.Ordinal);
        return service;
    }

    /// <summary>One network for each server of data and one for the rest: a web app cannot reach a database.</summary>
    private JsonObject Networks()
    {
        var networks = new JsonObject { ["front"] = new JsonObject() };
        foreach (var store in model.Workloads.Where(static workload => workload.KeepsData)) networks[store.Name] = new JsonObject { ["internal"] = true };
        return networks;
    }

    private IEnumerable<string> NetworksOf(Workload workload) =>
        workload.KeepsData ? [workload.Name] : [.. workload.Calls.Where(called => model[called].KeepsData), "front"];

    private string Example()
    {
        var lines = new List<string>
        {
            $"# {SecretScript.Name} writes .env with random values. By hand: letters and digits, at least {SecretRules.MinLength}, none that could be guessed. For one: openssl rand -hex 24",
        };
        lines.AddRange(model.Secrets.Select(static secret => $"{Variable(secret)}="));
        lines.AddRange(["", "# Services are told of API keys that they only check no more than this: printf %s \"$secret\" | sha256sum | cut -c 1-64"]);
        lines.AddRange(model.HashedSecrets.Select(static secret => $"{Variable(DeploymentModel.HashOf(secret))}="));
        lines.AddRange(["", "# What follows may stay as it is.", $"# TAG={settings.Tag}", "# REVISION=unknown"]);
        lines.AddRange(["# Under which names browsers find the web apps, with semicolons between; those of this machine are known.", $"# {PublicHosts}=localhost"]);
        lines.AddRange(External.Select(workload => string.Create(CultureInfo.InvariantCulture, $"# {PortVariable(workload)}={Port(workload)}")));
        lines.AddRange(model.Workloads.SelectMany(static workload => workload.Links).Select(link => string.Create(CultureInfo.InvariantCulture, $"# {link.Variable}=http://localhost:{Port(model[link.Target])}")));
        return string.Join('\n', lines) + '\n';
    }

    private int Port(Workload workload) => FirstPort + External.TakeWhile(one => one.Name != workload.Name).Count();

    private static string PortVariable(Workload workload) => $"{Variable(workload.Name)}_PORT";

    private static string Variable(string name) => name.Replace('-', '_').ToUpperInvariant();

    // Compose itself refuses a secret that has no value, and says which.
    private static string Text(ConfigurationEntry entry) => string.Concat(entry.Parts.Select(static part =>
        part.IsSecret ? $"${{{Variable(part.Text)}:?put a value after {Variable(part.Text)}= in the file .env}}" : Escape(part.Text)));

    private static string Escape(string text) => text.Replace("$", "$$", StringComparison.Ordinal);
}
