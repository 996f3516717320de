using MeshHost.Helm;
using MeshHost.Helm.Functions;
using MeshHost.Helm.Templating;

namespace MeshHost.Tests.Helm.Functions;

/// <summary>Functions that hash passwords. Salts are random, so form and verdict are compared, not the text.</summary>
public sealed class PasswordFunctionsTests
{
    [Fact]
    public void Htpasswd_takes_user_and_password()
    {
        var line = Render("""{{ htpasswd "user" "pass" }}""");

        Assert.Matches(@"^user:\$2a\$10\$[./A-Za-z0-9]{53}$", line);
    }

    [Fact]
    public void Htpasswd_refuses_a_third_argument()
    {
        var error = Assert.Throws<TemplateException>(() => Render("""{{ htpasswd "user" "pass" "bcrypt" }}"""));

        Assert.EndsWith("wrong number of args for htpasswd: want 2 got 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Htpasswd_names_a_user_that_cannot_be_one()
    {
        Assert.Equal("invalid username: a:b", Render("""{{ htpasswd "a:b" "pass" }}"""));
    }

    private static string Render(string template)
    {
        var set = new TemplateSet(FunctionLibrary.Helm);
        set.Parse("main", template);
        return set.Execute("main", null, cancellationToken: TestContext.Current.CancellationToken);
    }
}
