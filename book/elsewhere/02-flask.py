import jwt  # PyJWT

print(jwt.get_unverified_header(token))
print(jwt.decode(token, options={"verify_signature": False}))
