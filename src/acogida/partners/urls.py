from django.urls import path

from acogida.partners.oauth import views as oauth

urlpatterns = [
    path("osia/oauth/token", oauth.token, name="partner_token"),
    path("osia/oauth/revoke", oauth.revoke, name="partner_token_revoke"),
]
