using KubeCredential.Hosting.Background;
using KubeCredential.Hosting.Health;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Holders;

/// <summary>Registers and maps what holders need.</summary>
internal static class HolderExtensions
{
    /// <summary>Adds the pages of holders, and sending e-mail.</summary>
    public static IServiceCollection AddHolders(this IServiceCollection services)
    {
        services.Configure<JsonOptions>(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, HolderJson.Default));
        services.AddOptions<HolderOptions>().BindConfiguration("Holders").ValidateDataAnnotations()
            .Validate(static options => options.PublicAddress is null or { IsAbsoluteUri: true, Scheme: "https" or "http", Query: "", Fragment: "" }, "Holders:PublicAddress must be an address such as https://credentials.example.org.")
            .ValidateOnStart();
        services.AddOptions<MailOptions>().BindConfiguration("Mail").ValidateDataAnnotations()
            .Validate(static options => options.HasGoodSender, "Mail:From must be an e-mail address if Mail:Host is set.")
            .Validate(static options => options.HasGoodName, "Mail:FromName must not contain control characters.")
            .Validate(static options => options.KeepsPassword, "Mail:Security must be starttls or tls if Mail:UserName is set, so that the password crosses no network in plain text.")
            .ValidateOnStart();
        services.AddOptions<BounceOptions>().BindConfiguration("Mail:Bounces").ValidateDataAnnotations()
            .Validate<IOptions<MailOptions>>(
                static (bounces, mail) => !bounces.IsOn || (mail.Value.IsOn && !string.IsNullOrEmpty(mail.Value.UserName)),
                "Mail:Bounces:Host needs Mail:Host and Mail:UserName: the mailbox is read with the sender's name and password.")
            .Validate<IOptions<MailOptions>>(
                static (bounces, _) => !bounces.IsOn || bounces.Security != MailOptions.None || MailOptions.IsLoopback(bounces.Host),
                "Mail:Bounces:Security must be tls or starttls, so that the password crosses no network in plain text.")
            .ValidateOnStart();
        services.AddSingleton<HolderLinks>();
        services.AddSingleton<HolderSignal>();
        services.AddSingleton<MailQueue>();
        services.AddSingleton<InvitationStore>();
        services.AddSingleton<HolderSessions>();
        services.AddSingleton<ShareStore>();
        services.AddSingleton<CorrectionStore>();
        services.AddSingleton<HolderView>();
        services.AddSingleton<MailTextStore>();
        services.AddSingleton<MailWriter>();
        services.AddSingleton<MailStatus>();
        services.AddSingleton<IHealthSection>(static provider => provider.GetRequiredService<MailStatus>());
        services.AddHealthChecks().AddCheck<MailStatus>("mail");
        services.AddBackgroundLoop<MailSender>();
        services.AddBackgroundLoop<BounceReader>();
        services.AddBackgroundLoop<BatchInvitations>();
        services.AddBackgroundLoop<ExpiryNotices>();
        services.AddBackgroundLoop<HolderKeeper>();
        return services;
    }

    /// <summary>Maps the endpoints for registrars, holders and the verification service.</summary>
    public static void MapHolders(this IEndpointRouteBuilder app)
    {
        app.MapInvitations();
        app.MapCorrections();
        app.MapMailTexts();
        app.MapHolderPages();
    }
}
