using System.Text.RegularExpressions;

namespace KubeCredential.Browser.Tests;

/// <summary>The verification app with the keyboard alone.</summary>
public sealed class KeyboardTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    // More steps than any page of this app has.
    private const int MostSteps = 40;

    [Fact]
    public async Task A_credential_is_verified_scanning_is_given_up_and_the_history_is_cleared_without_a_mouse()
    {
        var id = await Issuer.IssueNewAsync(Cancel);
        await Verifier.KnownAsync(id, Cancel);
        var page = await OpenVerificationAsync();
        var box = page.GetByLabel("What do you want to verify?");
        await Expect(box).ToBeFocusedAsync();

        await page.Keyboard.TypeAsync(id.ToString());
        await page.Keyboard.PressAsync("Enter");
        await Expect(Verdict(page, "Valid")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToBeFocusedAsync();
        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Verify again" }));
        await Expect(Verdict(page, "Valid")).ToBeVisibleAsync();

        await PressAsync(page, page.GetByRole(AriaRole.Link, new() { Name = "Verify another" }));
        await Expect(box).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("{ half");
        await page.Keyboard.PressAsync("Enter");
        await Expect(box).ToHaveAccessibleDescriptionAsync(new Regex("^This credential \\(JSON\\) is incomplete or malformed."));
        await Expect(box).ToBeFocusedAsync();

        var scan = page.GetByRole(AriaRole.Button, new() { Name = "Scan QR code" });
        await PressAsync(page, scan);
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Scan a QR code" });
        await Expect(dialog).ToBeVisibleAsync();
        await TabToAsync(page, dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }));
        await page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(scan).ToBeFocusedAsync();

        await page.GotoAsync(Verification("/history"));
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Clear history" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Clear history" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No verifications yet" })).ToBeVisibleAsync();
        await Expect(Heading(page, "History")).ToBeFocusedAsync();
        await PressAsync(page, page.GetByRole(AriaRole.Link, new() { Name = "Verify a credential" }));
        await Expect(box).ToBeFocusedAsync();
    }

    private static async Task PressAsync(IPage page, ILocator target)
    {
        await TabToAsync(page, target);
        await page.Keyboard.PressAsync("Enter");
    }

    private static async Task TabToAsync(IPage page, ILocator target)
    {
        await Expect(target).ToBeVisibleAsync();
        for (var step = 0; step < MostSteps; step++)
        {
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement")) return;
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"{MostSteps} times Tab do not lead to {target}.");
    }
}
